package report

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func length(order []int, distance func(a, b int) float64) (sum float64) {
	for i := 1; i < len(order); i++ {
		sum += distance(order[i-1], order[i])
	}
	return sum
}

// orders are all orders of c that keep its clusters together.
func orders(c *cluster) (out [][]int) {
	if c.parts[0] == nil {
		return [][]int{c.leaves}
	}
	for _, a := range orders(c.parts[0]) {
		for _, b := range orders(c.parts[1]) {
			out = append(out, slices.Concat(a, b), slices.Concat(b, a))
		}
	}
	return out
}

// The order is as good as the best of all that the tree permits.
func TestSeriateIsOptimal(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := 1; n <= 9; n++ {
		for range 20 {
			d := square(n)
			for i := range n {
				for j := range i {
					d[i][j] = float64(r.IntN(50)) / 10 // with ties
					d[j][i] = d[i][j]
				}
			}
			distance := func(a, b int) float64 { return d[a][b] }
			got := seriate(n, distance)
			least := math.Inf(1)
			for _, o := range orders((ordering{n: n, distance: distance}).cluster()) {
				least = min(least, length(o, distance))
			}
			if math.Abs(length(got, distance)-least) > 1e-9 {
				t.Fatalf("%v is %.1f long, the best order %.1f: %v", got, length(got, distance), least, d)
			}
			if again := seriate(n, distance); !slices.Equal(got, again) {
				t.Fatalf("%v, then %v", got, again)
			}
			slices.Sort(got)
			for i, x := range got {
				if i != x {
					t.Fatalf("not an order of %d things: %v", n, got)
				}
			}
		}
	}
}

// Things on a line come out in the order of the line.
func TestSeriateFindsTheLine(t *testing.T) {
	place := []float64{7, 1, 4, 9, 2, 8, 3}
	got := seriate(len(place), func(a, b int) float64 { return math.Abs(place[a] - place[b]) })
	want := []int{1, 4, 6, 2, 0, 5, 3}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func BenchmarkSeriate(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	const n = 193
	d := square(n)
	for i := range n {
		for j := range i {
			d[i][j] = r.Float64()
			d[j][i] = d[i][j]
		}
	}
	for b.Loop() {
		seriate(n, func(x, y int) float64 { return d[x][y] })
	}
}
