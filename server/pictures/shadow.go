package pictures

import (
	"image"
	"image/draw"
)

const (
	coarse  = 4 // a blurred shadow loses nothing at a quarter of the size, and costs a sixteenth
	side    = size / coarse
	blur    = 3  // coarse pixels to each side, three times over: close to a Gaussian
	drop    = 15 // pixels that the shadow lies below its solid
	density = 0.34
)

// backdrop paints the ground, the disc on it and the shadow of all solids.
func (c *canvas) backdrop(layers []layer, shapes [][]contour) {
	draw.Draw(c.image, c.image.Rect, image.NewUniform(c.palette[ground]), image.Point{}, draw.Src)
	disc := pen{contours: []contour{nil}}
	disc.arc(point{size / 2, size / 2}, point{size * 0.43, size * 0.43}, 0, 4)
	c.cover(disc.contours, 0)
	c.blot(c.palette[halo])

	c.empty()
	for i, l := range layers {
		switch {
		case l.kind == solid && l.width == 0:
			c.fill(shapes[i])
		case l.kind == solid:
			c.stroke(shapes[i], l.width)
		}
	}
	c.soften()
	c.blot(c.palette[shadow])
}

// soften blurs the mask, makes it fainter and lets it drop.
func (c *canvas) soften() {
	values := make([]float64, side*side)
	for i := range values {
		x, y := i%side*coarse+coarse/2, i/side*coarse+coarse/2-drop
		values[i] = float64(c.mask.AlphaAt(x, y).A) * density
	}
	for range 3 {
		boxBlur(values, side, 1)
		boxBlur(values, 1, side)
	}
	const reach = 3*(blur+1)*coarse + drop
	c.box = c.box.Inset(-reach).Intersect(c.mask.Rect)
	for y := c.box.Min.Y; y < c.box.Max.Y; y++ {
		enlarge(c.mask.Pix[y*c.mask.Stride:], values, y)
	}
}

// enlarge fills row y of the mask from the coarse values, linearly between their centres.
func enlarge(row []uint8, values []float64, y int) {
	top, down := place(y)
	var line [side]float64
	for x := range line {
		line[x] = values[top*side+x]*(1-down) + values[min(top+1, side-1)*side+x]*down
	}
	for x := range size {
		left, right := place(x)
		row[x] = uint8(line[left]*(1-right) + line[min(left+1, side-1)]*right + 0.5)
	}
}

// place is the coarse pixel before a fine one, and the share of the way to the next coarse one.
func place(fine int) (before int, share float64) {
	at := max((float64(fine)+0.5)/coarse-0.5, 0)
	return int(at), at - float64(int(at))
}

// boxBlur averages along one direction of a square: next leads to the neighbour in a line, across to the next line.
func boxBlur(values []float64, across, next int) {
	var before [side]float64
	at := func(i int) float64 {
		if i < 0 || i >= side {
			return 0
		}
		return before[i]
	}
	for start := range side {
		for i := range side {
			before[i] = values[start*across+i*next]
		}
		sum := 0.0
		for i := -blur; i < blur; i++ {
			sum += at(i)
		}
		for i := range side {
			sum += at(i + blur)
			values[start*across+i*next] = sum / (2*blur + 1)
			sum -= at(i - blur)
		}
	}
}
