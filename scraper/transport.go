package scraper

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"unvotes/scraper/source"
)

// Time limits of one attempt. The site is slow at times; what is slower than
// this is a stalled connection.
const (
	connectTimeout   = 30 * time.Second
	firstByteTimeout = 90 * time.Second
	wholeTimeout     = 5 * time.Minute
)

// newTransport returns plain HTTP with time limits and gzip.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: connectTimeout}).DialContext,
		TLSHandshakeTimeout:   connectTimeout,
		ResponseHeaderTimeout: firstByteTimeout,
		MaxIdleConnsPerHost:   1,
		IdleConnTimeout:       firstByteTimeout,
	}
}

// terms are what a request brings to the transport, in its context.
type terms struct {
	limit  int64                 // bytes of the body, counted after decompression
	cut    bool                  // a longer body is cut there, else it is an error
	stream func(io.Reader) error // reads the body while it comes; nil: it is read whole
	gently bool                  // see [Client.Gently]
	head   bool                  // only the headers are asked for
}

type termsKey struct{}

func withTerms(ctx context.Context, t terms) context.Context {
	return context.WithValue(ctx, termsKey{}, t)
}

// attempt makes a request once, and reads the body: one that is cut is a fault
// like others.
func (h *host) attempt(r *http.Request) (*http.Response, error) {
	t, ok := r.Context().Value(termsKey{}).(terms)
	if !ok {
		return nil, errors.New("a request without a body limit")
	}
	// The request in flight is finished, whatever stops the run.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), wholeTimeout)
	defer cancel()
	once := r.Clone(ctx)
	// Where there is a delay each request has a connection of its own: net/http
	// repeats a GET by itself, at once and uncounted, when a kept one was reset.
	once.Close = h.delay > 0
	res, err := h.transport.RoundTrip(once)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }() // read to its end, or given up
	var body io.Reader = &limitedBody{Reader: res.Body, left: t.limit, limit: t.limit}
	if t.cut {
		body = io.LimitReader(res.Body, t.limit)
	}
	var whole []byte
	if t.stream != nil && res.StatusCode == http.StatusOK && res.Header.Get("x-amzn-waf-action") == "" {
		err = t.stream(body)
		if err == nil {
			_, err = io.Copy(io.Discard, body) // a body that was cut behind what was read is cut
		}
		if err != nil {
			return nil, &streamError{err}
		}
	} else if whole, err = io.ReadAll(body); err != nil {
		return nil, err
	}
	res.Body = io.NopCloser(bytes.NewReader(whole))
	res.Uncompressed = true // colly would unpack what is called .xml.gz
	if _, err := url.Parse(res.Header.Get("Location")); err != nil {
		res.Header.Del("Location") // net/http would fail without the answer
	}
	return res, nil
}

// streamError is an error of reading a stream, or of its connection.
type streamError struct{ error }

func (e *streamError) Unwrap() error { return e.error }

// passes reports whether an error of an attempt may pass: those of connections
// do, those of a stream's reader and of limits do not.
func passes(err error) bool {
	var s *streamError
	var n net.Error
	if errors.Is(err, source.Oversize) {
		return false
	}
	return !errors.As(err, &s) || errors.As(s.error, &n) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, source.Cut)
}

type limitedBody struct {
	io.Reader
	left, limit int64
}

func (b *limitedBody) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.Reader.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, source.Refuse(source.Oversize, "over %d bytes", b.limit)
	}
	return n, err
}
