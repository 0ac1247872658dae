package output

import (
	kzstd "github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// compressor is zstd at its best level with one encoder for all pages of a
// publication. parquet-go's own codec keeps its encoders in a pool that every
// garbage collection empties, and each has tables of 34 MB to make again.
type compressor struct {
	zstd.Codec // for all but Encode
	encoder    *kzstd.Encoder
}

var _ compress.Codec = (*compressor)(nil)

func newCompressor() (*compressor, error) {
	// One page at a time: each page in flight has tables of 34 MB. Frames for
	// empty pages too, as Parquet asks; pages have a checksum of their own.
	e, err := kzstd.NewWriter(nil, kzstd.WithEncoderLevel(kzstd.SpeedBestCompression),
		kzstd.WithEncoderConcurrency(1), kzstd.WithZeroFrames(true), kzstd.WithEncoderCRC(false))
	if err != nil {
		return nil, err
	}
	return &compressor{encoder: e}, nil
}

func (c *compressor) Encode(dst, src []byte) ([]byte, error) {
	return c.encoder.EncodeAll(src, dst[:0]), nil
}
