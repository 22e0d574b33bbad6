package pictures

import (
	"image"
	"image/color"
	"math"
)

// cover makes the mask anew: the shape filled, or drawn along its contours when there is a width.
func (c *canvas) cover(shape []contour, width float64) {
	c.empty()
	if width == 0 {
		c.fill(shape)
	} else {
		c.stroke(shape, width)
	}
}

// empty makes the mask new.
func (c *canvas) empty() {
	clear(c.mask.Pix[c.box.Min.Y*c.mask.Stride : c.box.Max.Y*c.mask.Stride])
	c.box = image.Rectangle{}
}

// stroke adds a line along the contours to the mask.
func (c *canvas) stroke(shape []contour, width float64) {
	reach := int(width*scale/2) + 2
	c.box = c.box.Union(bounds(shape).Inset(-reach).Intersect(c.mask.Rect))
	for _, line := range shape {
		stroke(c.mask, line, width*scale)
	}
}

// fill adds the inside of the contours to the mask.
func (c *canvas) fill(shape []contour) {
	box := bounds(shape).Intersect(c.mask.Rect)
	c.box = c.box.Union(box)
	c.raster.Reset(box.Dx(), box.Dy())
	for _, line := range shape {
		for i, p := range line {
			x, y := float32(p.x)-float32(box.Min.X), float32(p.y)-float32(box.Min.Y)
			if i == 0 {
				c.raster.MoveTo(x, y)
			} else {
				c.raster.LineTo(x, y)
			}
		}
		c.raster.ClosePath()
	}
	c.raster.Draw(c.mask, box, image.Opaque, image.Point{})
}

// clipped takes from the mask what lies outside the last solid.
func (c *canvas) clipped() {
	for y := c.box.Min.Y; y < c.box.Max.Y; y++ {
		start := c.mask.PixOffset(c.box.Min.X, y)
		row := c.mask.Pix[start : start+c.box.Dx()]
		for i, a := range c.clip.Pix[start : start+c.box.Dx()] {
			row[i] = uint8(int(row[i]) * int(a) / 255)
		}
	}
}

// blot paints the mask in one colour. It is draw.DrawMask for an opaque picture, with short cuts for the
// two cases of nearly all pixels: outside the mask, and wholly inside.
func (c *canvas) blot(fill color.NRGBA) {
	for y := c.box.Min.Y; y < c.box.Max.Y; y++ {
		row := c.image.Pix[c.image.PixOffset(0, y):]
		for x := c.box.Min.X; x < c.box.Max.X; x++ {
			a := uint32(c.mask.Pix[y*c.mask.Stride+x]) * uint32(fill.A)
			if a == 0 {
				continue
			}
			pixel := row[4*x : 4*x+3 : 4*x+3]
			if a == 255*255 {
				pixel[0], pixel[1], pixel[2] = fill.R, fill.G, fill.B
				continue
			}
			pixel[0] = over(pixel[0], fill.R, a)
			pixel[1] = over(pixel[1], fill.G, a)
			pixel[2] = over(pixel[2], fill.B, a)
		}
	}
}

// over lays one channel on another; a is its opacity, of 255 × 255.
func over(below, above uint8, a uint32) uint8 {
	const full = 255 * 255
	return uint8((uint32(below)*(full-a) + uint32(above)*a + full/2) / full)
}

func bounds(shape []contour) image.Rectangle {
	var box image.Rectangle
	for _, line := range shape {
		for _, p := range line {
			x, y := int(math.Floor(p.x)), int(math.Floor(p.y))
			box = box.Union(image.Rect(x, y, x+2, y+2))
		}
	}
	return box
}
