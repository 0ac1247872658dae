package output

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
)

// ErrAddress is returned for the address of a destination that cannot be one.
var ErrAddress = errors.New("a destination is file:///DIRECTORY or s3://BUCKET/FOLDER?region=…&endpoint=…&use_path_style=true")

// Destination is where snapshots are published: a directory, or a bucket of S3 or
// of a service with the same interface.
type Destination struct {
	Name   string // its address without the parameters
	Accept Accept // losses against what is published there
	// address is the destination's over HTTP, with a slash at its end, as far as it
	// can be known from the one that was given.
	address string
	store   store
	before  func(key string) error // runs before each write; for tests
}

// store keeps whole objects under keys like "latest/votes.parquet".
type store interface {
	// read returns the object under key; found is false if there is none.
	read(ctx context.Context, key string) (content []byte, found bool, err error)
	// write writes an object in one step.
	write(ctx context.Context, key string, content []byte, o objectOptions) error
}

type objectOptions struct {
	once                      bool // if there is an object under the key, leave it and return errObjectExists
	contentType, cacheControl string
}

var errObjectExists = errors.New("the object exists")

// OpenDestination opens the destination at address. It does not ask a bucket yet,
// and makes none.
//
//	file:///srv/www/unvotes
//	s3://bucket/folder?region=eu-central-1
//	s3://bucket?endpoint=https://minio.example.org&region=us-east-1&use_path_style=true
//
// The credentials of S3 come from where the AWS SDK looks for them
// (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, a role of the machine).
// An address that cannot be a destination is an error that is ErrAddress; the error
// does not repeat any part of the address that could be a secret.
func OpenDestination(ctx context.Context, address string) (*Destination, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("not an address: %w", ErrAddress) // err repeats the address
	}
	if u.User != nil {
		return nil, fmt.Errorf("credentials belong in the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), not in an address: %w", ErrAddress)
	}
	d := &Destination{Name: u.Scheme + "://" + u.Host + u.Path, address: "https://ADDRESS-OF-THIS-FOLDER/", before: func(string) error { return nil }}
	switch u.Scheme {
	case "file":
		d.store, err = openDirectory(u)
	case "s3":
		d.store, d.address, err = openBucket(ctx, u)
	default:
		return nil, ErrAddress
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.Name, err)
	}
	return d, nil
}

func (d *Destination) read(ctx context.Context, key string) (content []byte, found bool, err error) {
	if content, found, err = d.store.read(ctx, key); err != nil {
		return nil, false, fmt.Errorf("read %s: %w", key, err)
	}
	return content, found, nil
}

// directory is a store of files. What it wrote survives a loss of power.
type directory string

func openDirectory(u *url.URL) (store, error) {
	root := filepath.FromSlash(u.Path)
	if u.Host != "" || u.RawQuery != "" || !filepath.IsAbs(root) || u.Path == "/" {
		return nil, fmt.Errorf("a directory is file:// and an absolute path, file:///srv/www/unvotes: %w", ErrAddress)
	}
	return directory(root), os.MkdirAll(root, 0o755) //nolint:gosec // G703: the directory that the operator names
}

func (d directory) path(key string) string { return filepath.Join(string(d), filepath.FromSlash(key)) }

func (d directory) read(_ context.Context, key string) (content []byte, found bool, err error) {
	content, err = os.ReadFile(d.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	return content, err == nil, err
}

func (d directory) write(_ context.Context, key string, content []byte, o objectOptions) error {
	file := d.path(key)
	if _, err := os.Stat(file); err == nil && o.once {
		return errObjectExists
	}
	if err := WriteAside(file, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	}); err != nil {
		return err
	}
	if err := syncFile(file); err != nil {
		return err
	}
	for dir := filepath.Dir(file); ; dir = filepath.Dir(dir) {
		if err := syncDir(dir); err != nil || dir == filepath.Clean(string(d)) {
			return err
		}
	}
}

// bucket is a store in S3.
type bucket struct {
	client       *s3.Client
	name, folder string
}

// s3Parameters are those that an s3:// address may have. Credentials are not among
// them.
var s3Parameters = []string{"region", "endpoint", "use_path_style", "profile"}

func openBucket(ctx context.Context, u *url.URL) (_ store, address string, err error) {
	q := u.Query()
	for name := range q {
		if !slices.Contains(s3Parameters, name) {
			return nil, "", fmt.Errorf("unknown parameter %q: %w", name, ErrAddress)
		}
	}
	if u.Host == "" {
		return nil, "", ErrAddress
	}
	endpoint := q.Get("endpoint")
	e, err := url.Parse(endpoint)
	if err != nil || e.User != nil || e.RawQuery != "" || q.Has("endpoint") && e.Host == "" {
		return nil, "", fmt.Errorf("an endpoint is https://host or http://host:port: %w", ErrAddress)
	}
	pathStyle, err := strconv.ParseBool(q.Get("use_path_style"))
	if err != nil && q.Has("use_path_style") {
		return nil, "", fmt.Errorf("use_path_style is true or false: %w", ErrAddress)
	}
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion(q.Get("region")), config.WithSharedConfigProfile(q.Get("profile")))
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", ErrAddress, err)
	}
	client := s3.NewFromConfig(cfg, func(o *s3.Options) {
		o.UsePathStyle = pathStyle
		// An object that is not what was sent is an answer to compare, not a failed request.
		o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
		if endpoint != "" {
			o.BaseEndpoint = &endpoint
		}
	})
	b := bucket{client: client, name: u.Host, folder: strings.Trim(u.Path, "/")}
	return b, b.address(*e, cfg.Region, pathStyle), nil
}

// address is the bucket's folder over HTTP.
func (b bucket) address(endpoint url.URL, region string, pathStyle bool) string {
	if endpoint.Host == "" {
		endpoint = url.URL{Scheme: "https", Host: "s3." + region + ".amazonaws.com"}
	}
	if pathStyle {
		return endpoint.JoinPath(b.name, b.folder, "/").String()
	}
	endpoint.Host = b.name + "." + endpoint.Host
	return endpoint.JoinPath(b.folder, "/").String()
}

func (b bucket) read(ctx context.Context, key string) (content []byte, found bool, err error) {
	o, err := b.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &b.name, Key: new(path.Join(b.folder, key))})
	if hasCode(err, "NoSuchKey", "NotFound") {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	content, err = io.ReadAll(o.Body)
	return content, err == nil, errors.Join(err, o.Body.Close())
}

func (b bucket) write(ctx context.Context, key string, content []byte, o objectOptions) error {
	in := &s3.PutObjectInput{Bucket: &b.name, Key: new(path.Join(b.folder, key)), Body: bytes.NewReader(content), CacheControl: &o.cacheControl}
	if o.contentType != "" {
		in.ContentType = &o.contentType
	}
	if o.once {
		in.IfNoneMatch = aws.String("*")
	}
	_, err := b.client.PutObject(ctx, in)
	if o.once && hasCode(err, "PreconditionFailed", "ConditionalRequestConflict") {
		return errObjectExists
	}
	return err
}

// hasCode reports whether err is an answer of S3 with one of the codes.
func hasCode(err error, codes ...string) bool {
	var answer smithy.APIError
	return errors.As(err, &answer) && slices.Contains(codes, answer.ErrorCode())
}
