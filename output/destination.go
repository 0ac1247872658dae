package output

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/s3blob"
	"gocloud.dev/gcerrors"
)

// ErrAddress is returned for the address of a destination that cannot be one.
var ErrAddress = errors.New("a destination is file:///DIRECTORY or s3://BUCKET/FOLDER?region=…&endpoint=…&use_path_style=true")

// Destination is where snapshots are published: a directory, or a bucket of S3
// or of a service that speaks like it.
type Destination struct {
	Name    string // its address without the parameters
	objects objects
	bucket  *blob.Bucket
	before  func(key string) error // runs ahead of each write; tests stop there
}

// objects are the two things asked of a store: whole objects, read and written
// in one step each.
type objects interface {
	ReadAll(ctx context.Context, key string) ([]byte, error)
	WriteAll(ctx context.Context, key string, content []byte, opts *blob.WriterOptions) error
}

// s3Parameters are what an s3:// address may say. Credentials are not among
// them: they come from where the AWS SDK looks by itself.
var s3Parameters = []string{"region", "endpoint", "use_path_style", "disable_https", "profile", "ssetype", "kmskeyid", "request_checksum_calculation", "response_checksum_validation"}

// OpenDestination opens the destination at address. It makes a directory that is
// not there; a bucket is not asked yet, and is never made.
//
//	file:///srv/www/unvotes
//	s3://bucket/folder?region=eu-central-1
//	s3://bucket?endpoint=https://minio.example.org&region=us-east-1&use_path_style=true
//
// The credentials of S3 come from the environment of the AWS SDK
// (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, a role of the
// machine). An address that cannot be meant is an error that is ErrAddress; it
// repeats no part that could hold a secret.
func OpenDestination(ctx context.Context, address string) (*Destination, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("not an address: %w", ErrAddress) // err repeats the address
	}
	if u.User != nil {
		return nil, fmt.Errorf("credentials stand in the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), not in an address: %w", ErrAddress)
	}
	d := &Destination{Name: u.Scheme + "://" + u.Host + u.Path, before: func(string) error { return nil }}
	switch u.Scheme {
	case fileblob.Scheme:
		err = d.openDirectory(u)
	case s3blob.Scheme:
		err = d.openBucket(ctx, u)
	default:
		err = ErrAddress
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}

// openDirectory takes no host, because fileblob would pass it over: file://srv/x
// would be /x.
func (d *Destination) openDirectory(u *url.URL) (err error) {
	if u.Host != "" || u.RawQuery != "" || !filepath.IsAbs(filepath.FromSlash(u.Path)) || u.Path == "/" {
		return fmt.Errorf("%s: a directory is file:// and a whole path, file:///srv/www/unvotes: %w", d.Name, ErrAddress)
	}
	root := filepath.FromSlash(u.Path)
	// Beside the file, for a rename from another disk fails; and no ".attrs" files.
	d.bucket, err = fileblob.OpenBucket(root, &fileblob.Options{CreateDir: true, NoTempDir: true, Metadata: fileblob.MetadataDontWrite, DirFileMode: 0o755})
	d.objects = directory{Bucket: d.bucket, root: root}
	return err
}

// openBucket takes the path for a folder in the bucket; s3blob would pass it
// over.
func (d *Destination) openBucket(ctx context.Context, u *url.URL) (err error) {
	q := u.Query()
	for name := range q {
		if !slices.Contains(s3Parameters, name) {
			return fmt.Errorf("%s: unknown parameter %q: %w", d.Name, name, ErrAddress)
		}
	}
	if e, err := url.Parse(q.Get("endpoint")); err != nil || e.User != nil || e.RawQuery != "" || q.Has("endpoint") && e.Host == "" {
		return fmt.Errorf("%s: an endpoint is https://host or http://host:port: %w", d.Name, ErrAddress)
	}
	if d.bucket, err = new(s3blob.URLOpener).OpenBucketURL(ctx, u); err != nil {
		return fmt.Errorf("%w: %w", ErrAddress, err)
	}
	if folder := strings.Trim(u.Path, "/"); folder != "" {
		d.bucket = blob.PrefixedBucket(d.bucket, folder+"/")
	}
	d.objects = d.bucket
	return nil
}

// Close lets the destination go.
func (d *Destination) Close() error { return d.bucket.Close() }

// read is the object under key, and whether there is one.
func (d *Destination) read(ctx context.Context, key string) ([]byte, bool, error) {
	b, err := d.objects.ReadAll(ctx, key)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read %s: %w", key, err)
	}
	return b, true, nil
}

// directory is a bucket of files that outlives a loss of power: fileblob renames
// a whole file into place, and syncs nothing.
type directory struct {
	*blob.Bucket
	root string
}

func (d directory) WriteAll(ctx context.Context, key string, content []byte, opts *blob.WriterOptions) error {
	if err := d.Bucket.WriteAll(ctx, key, content, opts); err != nil {
		return err
	}
	path := filepath.Join(d.root, filepath.FromSlash(key))
	if err := syncFile(path); err != nil {
		return err
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		if err := syncDir(dir); err != nil || dir == filepath.Clean(d.root) {
			return err
		}
	}
}
