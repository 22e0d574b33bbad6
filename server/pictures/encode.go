package pictures

import (
	"cmp"
	"image"
	"image/color"
	"image/png"
	"io"
	"maps"
	"slices"
)

// encode writes a canvas as a PNG with a palette: half the bytes of one in full colour, and less than half the time,
// most of which would go into trying the filters of full-colour rows. Flat art hardly needs more than 256 colours;
// the rarest tones of its edges give way to their nearest neighbours.
func encode(w io.Writer, from *image.RGBA) error {
	colours, counts := counted(from)
	order := slices.SortedFunc(maps.Keys(counts), func(a, b uint32) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) // the same order every time
	})
	to := image.NewPaletted(from.Rect, nil)
	for _, c := range order[:min(len(order), 256)] {
		to.Palette = append(to.Palette, color.RGBA{R: uint8(c >> 16), G: uint8(c >> 8), B: uint8(c), A: 255})
	}
	index := indexed(order)
	for i, c := range colours {
		if i > 0 && c == colours[i-1] { // a look-up for every pixel would cost more than the drawing
			to.Pix[i] = to.Pix[i-1]
		} else {
			to.Pix[i] = index[c]
		}
	}
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	return encoder.Encode(w, to)
}

// indexed maps every colour to its place in the palette, which is the first 256 of the order.
func indexed(order []uint32) map[uint32]uint8 {
	kept := order[:min(len(order), 256)]
	index := make(map[uint32]uint8, len(order))
	for i, c := range order {
		if i >= len(kept) {
			i = nearest(kept, c)
		}
		index[c] = uint8(i)
	}
	return index
}

// counted lists the colour of every pixel as 0xRRGGBB, and how many pixels have each.
func counted(from *image.RGBA) (colours []uint32, counts map[uint32]int) {
	colours, counts = make([]uint32, len(from.Pix)/4), make(map[uint32]int)
	run := 0
	for i := range colours {
		p := from.Pix[4*i : 4*i+3 : 4*i+3]
		colours[i] = uint32(p[0])<<16 | uint32(p[1])<<8 | uint32(p[2])
		if i > 0 && colours[i] != colours[i-1] {
			counts[colours[i-1]] += run
			run = 0
		}
		run++
	}
	counts[colours[len(colours)-1]] += run
	return colours, counts
}

// nearest is the index of the colour that differs least from c.
func nearest(from []uint32, c uint32) int {
	best, least := 0, 1<<30
	for i, other := range from {
		difference := 0
		for shift := 0; shift < 24; shift += 8 {
			d := int(c>>shift&255) - int(other>>shift&255)
			difference += d * d
		}
		if difference < least {
			best, least = i, difference
		}
	}
	return best
}
