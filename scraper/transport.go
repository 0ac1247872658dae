package scraper

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// Time limits of one attempt. The site is slow at times; what is slower than
// this is a stalled connection.
const (
	connectTimeout   = 30 * time.Second
	firstByteTimeout = 90 * time.Second
	wholeTimeout     = 5 * time.Minute
)

// newTransport is what lies under colly: plain HTTP with time limits and gzip.
// Without a delay, which only a loopback host gets, answers are acknowledged at
// once.
func newTransport(delay time.Duration) *http.Transport {
	dialer := &net.Dialer{Timeout: connectTimeout}
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := dialer.DialContext(ctx, network, address)
			if err == nil && delay == 0 {
				c = withQuickAck(c)
			}
			return c, err
		},
		TLSHandshakeTimeout:   connectTimeout,
		ResponseHeaderTimeout: firstByteTimeout,
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   1,
		IdleConnTimeout:       firstByteTimeout,
	}
}

// gate stands under colly. It refuses bodies over the request's limit, counted
// after decompression, and hands a body that is to be read as a stream to its
// reader, since colly would read it into memory whole.
type gate struct{ next http.RoundTripper }

// terms are what a request brings to the gate, in its context.
type terms struct {
	limit  int64                 // bytes
	stream func(io.Reader) error // nil: colly reads the body
}

type termsKey struct{}

func (g gate) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := g.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	t, ok := r.Context().Value(termsKey{}).(terms)
	if !ok {
		return nil, errors.Join(errors.New("a request without a body limit"), res.Body.Close())
	}
	res.Body = &limitedBody{ReadCloser: res.Body, left: t.limit, limit: t.limit}
	// What is not for colly to unpack it must not try to: it would fail on the
	// page of an error in the place of a .xml.gz.
	res.Uncompressed = res.Uncompressed || t.stream != nil
	if t.stream == nil || res.StatusCode != http.StatusOK || res.Header.Get("x-amzn-waf-action") != "" {
		return res, nil
	}
	err = t.stream(res.Body)
	if err == nil {
		_, err = io.Copy(io.Discard, res.Body) // a body that was cut behind what was read is cut
	}
	if err = errors.Join(err, res.Body.Close()); err != nil {
		return nil, &streamError{err}
	}
	res.Body = http.NoBody
	return res, nil
}

// streamError is an error of reading a stream, or of its connection.
type streamError struct{ error }

func (e *streamError) Unwrap() error { return e.error }

type limitedBody struct {
	io.ReadCloser
	left, limit int64
}

func (b *limitedBody) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, fmt.Errorf("%w: over %d bytes", ErrTooLarge, b.limit)
	}
	return n, err
}
