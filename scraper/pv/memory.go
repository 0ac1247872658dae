package pv

import "github.com/tetratelabs/wazero/experimental"

// memory is what pdfium works in. It grows by quarters, where the sandbox's own
// grows by what is asked for, 64 KiB at a time, and copies the whole each time:
// a scan took seconds for that alone. One engine reads one document at a time, so
// the next has the memory of the last.
type memory struct{ bytes []byte }

// Allocate gives the memory, clean, to a new instance of pdfium.
func (m *memory) Allocate(capacity, _ uint64) experimental.LinearMemory {
	if uint64(cap(m.bytes)) < capacity {
		m.bytes = make([]byte, 0, capacity)
	}
	clear(m.bytes)
	m.bytes = m.bytes[:0]
	return m
}

// Reallocate makes it larger. The limit is the sandbox's to hold.
func (m *memory) Reallocate(size uint64) []byte {
	if uint64(cap(m.bytes)) < size {
		larger := make([]byte, size, size+size/4)
		copy(larger, m.bytes)
		m.bytes = larger
	}
	m.bytes = m.bytes[:size]
	return m.bytes
}

// Free keeps the memory for the next document, if it is no larger than usual.
func (m *memory) Free() {
	if cap(m.bytes) > keptMemory {
		m.bytes = nil
	}
}

const keptMemory = 40 << 20
