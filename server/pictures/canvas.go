package pictures

import (
	"image"

	"golang.org/x/image/vector"
)

const (
	size  = 600        // pixels a side
	scale = size / 100 // pixels a unit of the tables' grid
	edge  = 0.7        // units: the outline of a solid
)

// A kind says how a layer goes onto the picture.
type kind int

const (
	solid  kind = iota // with an outline, and casting a shadow
	flat               // just painted
	inside             // painted only where the last solid is
	stitch             // a dashed line
)

// A layer is one row of the tables. Width 0 fills the path, any other draws along it; it is in units.
type layer struct {
	kind  kind
	ink   ink
	width float64
	path  string
}

// A canvas is one picture in the making.
type canvas struct {
	palette palette
	image   *image.RGBA
	mask    *image.Alpha    // where the layer at hand goes
	box     image.Rectangle // the part of the mask that is not empty: most layers are small, and cost is by area
	clip    *image.Alpha    // where the last solid went
	raster  vector.Rasterizer
}

func newCanvas(p palette) *canvas {
	all := image.Rect(0, 0, size, size)
	return &canvas{palette: p, image: image.NewRGBA(all), mask: image.NewAlpha(all), clip: image.NewAlpha(all)}
}

// paint puts the layers on a ground, from back to front.
func (c *canvas) paint(layers []layer) error {
	shapes := make([][]contour, len(layers))
	for i, l := range layers {
		contours, err := parsePath(l.path)
		if err != nil {
			return err
		}
		shapes[i] = scaled(contours)
	}
	c.backdrop(layers, shapes)
	for i, l := range layers {
		c.layer(l, shapes[i])
	}
	return nil
}

func (c *canvas) layer(l layer, shape []contour) {
	if l.kind == stitch {
		shape = stitched(shape)
	}
	if l.kind == solid { // the solid itself then covers the inner half of its outline
		c.cover(shape, l.width+2*edge)
		c.blot(outline(c.palette[l.ink]))
	}
	c.cover(shape, l.width)
	switch l.kind {
	case inside:
		c.clipped()
	case solid:
		copy(c.clip.Pix, c.mask.Pix)
	}
	c.blot(c.palette[l.ink])
}

func scaled(contours []contour) []contour {
	for _, line := range contours {
		for i, p := range line {
			line[i] = point{p.x * scale, p.y * scale}
		}
	}
	return contours
}
