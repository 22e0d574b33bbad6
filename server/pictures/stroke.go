package pictures

import (
	"image"
	"math"
)

// stroke raises the mask along a contour given in pixels. The coverage of a pixel is taken from its distance to the line,
// which gives round joins and ends for nothing; pieces that overlap take the larger value, not the sum, so that
// no bead shows where they meet.
func stroke(mask *image.Alpha, c contour, width float64) {
	const longest = 48 // pixels; a long slanting piece would visit its whole bounding box
	for i := 1; i < len(c); i++ {
		a, b := c[i-1], c[i]
		parts := math.Ceil(math.Hypot(b.x-a.x, b.y-a.y) / longest)
		for part := 0.0; part < parts; part++ {
			strokePiece(mask, between(a, b, part/parts), between(a, b, (part+1)/parts), width/2)
		}
	}
}

func strokePiece(mask *image.Alpha, a, b point, radius float64) {
	reach := radius + 1
	box := image.Rect(
		int(math.Floor(min(a.x, b.x)-reach)), int(math.Floor(min(a.y, b.y)-reach)),
		int(math.Ceil(max(a.x, b.x)+reach)), int(math.Ceil(max(a.y, b.y)+reach)),
	).Intersect(mask.Rect)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		row := mask.Pix[mask.PixOffset(0, y):]
		for x := box.Min.X; x < box.Max.X; x++ {
			d := distance(point{float64(x) + 0.5, float64(y) + 0.5}, a, b)
			covered := min(max(radius-d+0.5, 0), 1)
			row[x] = max(row[x], uint8(covered*255+0.5))
		}
	}
}

// distance is how far p is from the piece between a and b.
func distance(p, a, b point) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	t := 0.0
	if length := dx*dx + dy*dy; length > 0 {
		t = min(max(((p.x-a.x)*dx+(p.y-a.y)*dy)/length, 0), 1)
	}
	ex, ey := p.x-a.x-t*dx, p.y-a.y-t*dy
	return math.Sqrt(ex*ex + ey*ey)
}

// stitched turns contours into dashed lines.
func stitched(shape []contour) []contour {
	var dashes []contour
	for _, line := range shape {
		dashes = append(dashes, stitches(line, 1.5*scale, 1.4*scale)...)
	}
	return dashes
}

// stitches cuts a contour into dashes that are so many pixels long (on) and apart (off).
func stitches(c contour, on, off float64) []contour {
	var dashes []contour
	walked := 0.0
	for i := 1; i < len(c); i++ {
		length := math.Hypot(c[i].x-c[i-1].x, c[i].y-c[i-1].y)
		for at := 0.0; at < length; {
			phase := math.Mod(walked+at, on+off)
			next := at + on + off - phase
			if phase < on {
				next = min(at+on-phase, length)
				dashes = append(dashes, contour{between(c[i-1], c[i], at/length), between(c[i-1], c[i], next/length)})
			}
			at = max(next, at+1e-6) // rounding must not stop the walk
		}
		walked += length
	}
	return dashes
}

// between is the point at a share of the way from a to b.
func between(a, b point, share float64) point {
	return point{a.x + (b.x-a.x)*share, a.y + (b.y-a.y)*share}
}
