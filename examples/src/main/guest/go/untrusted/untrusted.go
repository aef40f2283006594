// A program that nobody should trust: it tries one way out, or to take too much, for each argument. It
// ends with 0 if it has got what it wanted, and with 1 and the reason if not.
package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

var attacks = map[string]func() error{
	"read-absolute":  func() error { return read("/etc/passwd") },
	"read-dots":      func() error { return read("/box/../../../../../../etc/passwd") },
	"read-descended": func() error { return read("/box/a/../../../etc/passwd") },
	"read-link":      readLink,
	"read-given":     func() error { return read("/box/escape/secret.txt") },
	"move-out":       func() error { return os.Rename("/box/hello.txt", "/box/../hello.txt") },
	"write-readonly": func() error { return os.WriteFile("/library/new.txt", []byte("mine"), 0o644) },
	"remove-given":   func() error { return os.Remove("/library/book.txt") },
	"environment":    environment,
	"connect":        connect,
	"listen":         listen,
	"execute":        func() error { return exec.Command("/bin/sh", "-c", "id").Run() },
	"descriptors":    descriptors,
	"long-name":      func() error { return os.WriteFile("/box/"+strings.Repeat("x", 10_000), nil, 0o644) },
	"fill-disk":      fillDisk,
	"flood":          flood,
	"memory":         memory,
	"recurse":        func() error { return fmt.Errorf("came back from %d calls", recurse(1<<62)) },
	"spin":           spin,
	"goroutines":     goroutines,
	"sleep":          func() error { time.Sleep(1000 * time.Hour); return nil },
	"stdin":          func() error { return read("/dev/stdin") },
}

func main() {
	if err := attacks[os.Args[1]](); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func read(path string) error {
	bytes, err := os.ReadFile(path)
	if err == nil {
		fmt.Printf("%s has %d bytes\n", path, len(bytes))
	}
	return err
}

func readLink() error {
	if err := os.Symlink("../../../../etc/passwd", "/box/link"); err != nil {
		return err
	}
	return read("/box/link")
}

func environment() error {
	if found := os.Environ(); len(found) > 0 {
		return nil
	}
	return fmt.Errorf("the environment is empty")
}

func connect() error {
	connection, err := net.DialTimeout("tcp", "127.0.0.1:22", time.Second)
	if err == nil {
		connection.Close()
	}
	return err
}

func listen() error {
	listener, err := net.FileListener(os.NewFile(3, "listener"))
	if err == nil {
		listener.Close()
	}
	return err
}

// descriptors opens files and closes none.
func descriptors() error {
	var open []*os.File
	for len(open) < 100_000 {
		file, err := os.Open("/box/hello.txt")
		if err != nil {
			return fmt.Errorf("after %d files: %w", len(open), err)
		}
		open = append(open, file)
	}
	return nil
}

// fillDisk writes until there is no more room.
func fillDisk() error {
	for i := 0; ; i++ {
		if err := os.WriteFile(filepath.Join("/box", fmt.Sprint("bomb", i)), make([]byte, 1<<20), 0o644); err != nil {
			return fmt.Errorf("after %d MiB: %w", i, err)
		}
	}
}

// flood prints until nobody takes it any more.
func flood() error {
	line := []byte(strings.Repeat("spam ", 10_000) + "\n")
	for i := 0; ; i++ {
		if _, err := os.Stdout.Write(line); err != nil {
			return fmt.Errorf("after %d kB: %w", i*len(line)/1000, err)
		}
	}
}

func memory() error {
	var taken [][]byte
	for {
		taken = append(taken, make([]byte, 1<<20))
	}
}

func recurse(depth int) int {
	if depth == 0 {
		return 0
	}
	return recurse(depth-1) + 1
}

func spin() error {
	for {
	}
}

// goroutines starts them without end.
func goroutines() error {
	never := make(chan int)
	for {
		go func() { <-never }()
	}
}
