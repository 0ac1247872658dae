//go:build !linux

package scraper

import "net"

func withQuickAck(c net.Conn) net.Conn { return c }
