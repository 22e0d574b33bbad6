package pictures

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A point lies on the grid of the tables, 0 to 100 from the upper left corner.
type point struct{ x, y float64 }

// A contour is a line of straight pieces; a filled one counts as closed.
type contour []point

// arity is how many numbers each path command takes. M, L, Q, C and Z are those of SVG, always absolute.
// Two are ours, because round things are many: E is an ellipse (centre, radii), R a rectangle
// (corner, width, height, radius of the corners).
var arity = map[byte]int{'M': 2, 'L': 2, 'Q': 4, 'C': 6, 'Z': 0, 'E': 4, 'R': 5}

// steps is how many straight pieces stand for one curve: at six pixels a unit the longest curves stay smooth.
const steps = 24

// parsePath turns a path such as "M10 10 L20 10 Q30 10 30 20 Z" into contours.
func parsePath(path string) ([]contour, error) {
	var p pen
	for path != "" {
		command, rest := path[0], path[1:]
		end := strings.IndexAny(rest, "MLQCZER")
		if end < 0 {
			end = len(rest)
		}
		if err := p.run(command, strings.Fields(rest[:end])); err != nil {
			return nil, err
		}
		path = rest[end:]
	}
	return p.contours, nil
}

// A pen draws contours; it stands at the end of the last one.
type pen struct{ contours []contour }

// run draws one command, as often as its numbers allow.
func (p *pen) run(command byte, fields []string) error {
	n, known := arity[command]
	begins := strings.IndexByte("MER", command) >= 0
	if !known || len(fields) < n || (n == 0) != (len(fields) == 0) || n > 0 && len(fields)%n != 0 || !begins && len(p.contours) == 0 {
		return fmt.Errorf("path: command %q with %d numbers", command, len(fields))
	}
	numbers := make([]float64, len(fields))
	for i, field := range fields {
		number, err := strconv.ParseFloat(field, 64)
		if err != nil {
			return fmt.Errorf("path: %w", err)
		}
		numbers[i] = number
	}
	for ; len(numbers) > n; numbers = numbers[n:] {
		p.draw(command, numbers[:n])
	}
	p.draw(command, numbers)
	return nil
}

func (p *pen) draw(command byte, a []float64) {
	switch command {
	case 'M':
		p.contours = append(p.contours, contour{{a[0], a[1]}})
	case 'L':
		p.add(point{a[0], a[1]})
	case 'Q': // as the cubic curve it is equal to
		at := p.at()
		p.curve(at, blend(at, a[0], a[1]), blend(point{a[2], a[3]}, a[0], a[1]), point{a[2], a[3]})
	case 'C':
		p.curve(p.at(), point{a[0], a[1]}, point{a[2], a[3]}, point{a[4], a[5]})
	case 'Z':
		p.add(p.contours[len(p.contours)-1][0])
	case 'E':
		p.contours = append(p.contours, nil)
		p.arc(point{a[0], a[1]}, point{a[2], a[3]}, 0, 4)
	case 'R':
		p.rectangle(point{a[0], a[1]}, point{a[0] + a[2], a[1] + a[3]}, a[4])
	}
}

func (p *pen) at() point {
	last := p.contours[len(p.contours)-1]
	return last[len(last)-1]
}

func (p *pen) add(to point) {
	last := len(p.contours) - 1
	p.contours[last] = append(p.contours[last], to)
}

func (p *pen) curve(a, b, c, d point) {
	for i := 1; i <= steps; i++ {
		t := float64(i) / steps
		u := 1 - t
		p.add(point{
			u*u*u*a.x + 3*u*u*t*b.x + 3*u*t*t*c.x + t*t*t*d.x,
			u*u*u*a.y + 3*u*u*t*b.y + 3*u*t*t*c.y + t*t*t*d.y,
		})
	}
}

// arc goes clockwise around a centre, from one quarter of the circle to another.
func (p *pen) arc(centre, radius point, from, to int) {
	for i := from * steps; i <= to*steps; i++ {
		sin, cos := math.Sincos(float64(i) * math.Pi / 2 / steps)
		p.add(point{centre.x + radius.x*cos, centre.y + radius.y*sin})
	}
}

func (p *pen) rectangle(a, b point, r float64) {
	p.contours = append(p.contours, nil)
	p.arc(point{b.x - r, b.y - r}, point{r, r}, 0, 1)
	p.arc(point{a.x + r, b.y - r}, point{r, r}, 1, 2)
	p.arc(point{a.x + r, a.y + r}, point{r, r}, 2, 3)
	p.arc(point{b.x - r, a.y + r}, point{r, r}, 3, 4)
	p.add(p.contours[len(p.contours)-1][0])
}

// blend lies two thirds of the way from p to the control point of a quadratic curve.
func blend(p point, x, y float64) point { return point{p.x + (x-p.x)*2/3, p.y + (y-p.y)*2/3} }
