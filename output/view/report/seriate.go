package report

import (
	"math"
	"slices"
)

// seriate orders n things so that those near each other stand together: average
// linkage makes a tree of clusters, and of all orders that keep its clusters
// together the one with the least way from neighbour to neighbour is taken
// (optimal leaf ordering: Bar-Joseph, Gifford, Jaakkola 2001, in n³ steps).
// distance is symmetric. Equal distances are decided by the numbers of the
// things, so the order is always the same; of an order and its reverse it is
// the one that begins with the lower number.
func seriate(n int, distance func(a, b int) float64) []int {
	if n == 0 {
		return nil
	}
	o := ordering{n: n, distance: distance, way: square(n)}
	root := o.cluster()
	o.measure(root)
	leaves := o.best(root)
	if leaves[0] > leaves[n-1] {
		slices.Reverse(leaves)
	}
	return leaves
}

// cluster is a node of the tree; a leaf has no parts.
type cluster struct {
	leaves []int
	parts  [2]*cluster
}

type ordering struct {
	n        int
	distance func(a, b int) float64
	// way is, for two leaves of a cluster whose last split is between them, the
	// least way through all its leaves from the one to the other.
	way [][]float64
}

func square(n int) [][]float64 {
	cells, rows := make([]float64, n*n), make([][]float64, n)
	for i := range rows {
		rows[i] = cells[i*n : (i+1)*n]
	}
	return rows
}

// cluster joins the two nearest clusters until one is left.
func (o ordering) cluster() *cluster {
	nodes := make([]*cluster, o.n)
	apart := square(o.n)
	for i := range nodes {
		nodes[i] = &cluster{leaves: []int{i}}
		for j := range i {
			apart[i][j] = o.distance(i, j)
			apart[j][i] = apart[i][j]
		}
	}
	for left := o.n; left > 1; left-- {
		a, b := nearest(nodes, apart)
		na, nb := float64(len(nodes[a].leaves)), float64(len(nodes[b].leaves))
		for k := range nodes {
			if k != a && k != b && nodes[k] != nil {
				apart[a][k] = (na*apart[a][k] + nb*apart[b][k]) / (na + nb)
				apart[k][a] = apart[a][k]
			}
		}
		nodes[a] = &cluster{leaves: slices.Concat(nodes[a].leaves, nodes[b].leaves), parts: [2]*cluster{nodes[a], nodes[b]}}
		nodes[b] = nil
	}
	return nodes[0]
}

func nearest(nodes []*cluster, apart [][]float64) (a, b int) {
	least := math.Inf(1)
	for i := range nodes {
		if nodes[i] == nil {
			continue
		}
		for j := i + 1; j < len(nodes); j++ {
			if nodes[j] != nil && apart[i][j] < least {
				least, a, b = apart[i][j], i, j
			}
		}
	}
	return a, b
}

// measure fills way for every pair of leaves that c's split parts, after its
// parts.
func (o ordering) measure(c *cluster) {
	if c.parts[0] == nil {
		return
	}
	o.measure(c.parts[0])
	o.measure(c.parts[1])
	// From each leaf u of the left, through the left, to each leaf k of the right.
	over := square(o.n)
	for _, u := range c.parts[0].leaves {
		for _, k := range c.parts[1].leaves {
			over[u][k] = math.Inf(1)
			for _, m := range ends(c.parts[0], u) {
				over[u][k] = min(over[u][k], o.way[u][m]+o.distance(m, k))
			}
		}
	}
	for _, u := range c.parts[0].leaves {
		for _, w := range c.parts[1].leaves {
			least := math.Inf(1)
			for _, k := range ends(c.parts[1], w) {
				least = min(least, over[u][k]+o.way[k][w])
			}
			o.way[u][w], o.way[w][u] = least, least
		}
	}
}

// ends are the leaves at which an order of c that begins with u can end.
func ends(c *cluster, u int) []int {
	if c.parts[0] == nil {
		return c.leaves
	}
	if slices.Contains(c.parts[0].leaves, u) {
		return c.parts[1].leaves
	}
	return c.parts[0].leaves
}

// best is the order of c with the least way.
func (o ordering) best(c *cluster) []int {
	if c.parts[0] == nil {
		return c.leaves
	}
	least, from, to := math.Inf(1), 0, 0
	for _, u := range c.parts[0].leaves {
		for _, w := range c.parts[1].leaves {
			if o.way[u][w] < least {
				least, from, to = o.way[u][w], u, w
			}
		}
	}
	return o.between(c, from, to)
}

// between is the order of c with the least way from one leaf to another, which
// c's split parts.
func (o ordering) between(c *cluster, from, to int) []int {
	if c.parts[0] == nil {
		return c.leaves
	}
	first, second := c.parts[0], c.parts[1]
	if !slices.Contains(first.leaves, from) {
		first, second = second, first
	}
	least, m, k := math.Inf(1), 0, 0
	for _, x := range ends(first, from) {
		for _, y := range ends(second, to) {
			if d := o.way[from][x] + o.distance(x, y) + o.way[y][to]; d < least {
				least, m, k = d, x, y
			}
		}
	}
	return slices.Concat(o.between(first, from, m), o.between(second, k, to))
}
