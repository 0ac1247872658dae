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

// newTransport is what lies under colly: plain HTTP with time limits, gzip, and
// no body longer than its limit. colly's own limit cuts in silence, and counts
// compressed bytes.
//
// Without a delay, which only a loopback host gets, each request has its own
// connection: there it costs nothing, while on a kept one a server that writes
// head and body apart waits 40 ms for a delayed acknowledgement.
func newTransport(delay time.Duration) *http.Transport {
	return &http.Transport{
		DisableKeepAlives:     delay == 0,
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: connectTimeout}).DialContext,
		TLSHandshakeTimeout:   connectTimeout,
		ResponseHeaderTimeout: firstByteTimeout,
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   1,
		IdleConnTimeout:       firstByteTimeout,
	}
}

// limited refuses bodies over the limit that stands in the request's context,
// counted after decompression.
type limited struct{ next http.RoundTripper }

type limitKey struct{}

func withLimit(ctx context.Context, bytes int64) context.Context {
	return context.WithValue(ctx, limitKey{}, bytes)
}

func (t limited) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	limit, ok := r.Context().Value(limitKey{}).(int64)
	if !ok {
		return nil, errors.Join(errors.New("a request without a body limit"), res.Body.Close())
	}
	res.Body = &limitedBody{ReadCloser: res.Body, left: limit, limit: limit}
	return res, nil
}

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
