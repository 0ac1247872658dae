package scraper

import (
	"net"
	"syscall"
)

// quickAck makes a connection acknowledge at once what it reads. A server that
// writes the head and the body of an answer apart waits for that, up to 40 ms a
// request: nothing beside a polite delay, and all of the time on loopback.
type quickAck struct{ *net.TCPConn }

func (c quickAck) Read(p []byte) (int, error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return 0, err
	}
	// The kernel forgets the option after a while, so it is set before each read.
	if err := raw.Control(func(fd uintptr) {
		_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_QUICKACK, 1) // a wish, not a need
	}); err != nil {
		return 0, err
	}
	return c.TCPConn.Read(p)
}

func withQuickAck(c net.Conn) net.Conn {
	if t, ok := c.(*net.TCPConn); ok {
		return quickAck{t}
	}
	return c
}
