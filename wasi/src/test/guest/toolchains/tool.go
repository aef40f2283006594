// What ordinary Go programs do, one thing for each first argument.
package main

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: tool COMMAND [ARGUMENT]...")
		os.Exit(2)
	}
	command := map[string]func([]string) error{
		"goroutines": goroutines,
		"sleep":      sleep,
		"walk":       walk,
		"files":      files,
		"wc":         count,
		"serve":      serve,
		"panic":      panics,
		"deadlock":   deadlock,
		"exhaust":    exhaust,
		"env":        env,
	}[os.Args[1]]
	if command == nil {
		fmt.Fprintf(os.Stderr, "tool: no command %q\n", os.Args[1])
		os.Exit(2)
	}
	if err := command(os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "tool:", err)
		os.Exit(1)
	}
}

// goroutines adds the squares of 1 to n, each made by a goroutine of its own.
func goroutines(args []string) error {
	n, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	squares := make(chan int)
	var running sync.WaitGroup
	for i := 1; i <= n; i++ {
		running.Go(func() {
			runtime.Gosched()
			squares <- i * i
		})
	}
	go func() {
		running.Wait()
		close(squares)
	}()
	sum := 0
	for square := range squares {
		sum += square
	}
	fmt.Println("sum", sum)
	return nil
}

// sleep has some goroutines sleep for different times, and tells in which order they wake.
func sleep(args []string) error {
	woken := make(chan string)
	start := time.Now()
	for _, each := range args {
		duration, err := time.ParseDuration(each)
		if err != nil {
			return err
		}
		go func() {
			time.Sleep(duration)
			woken <- each
		}()
	}
	for range args {
		fmt.Println("slept", <-woken)
	}
	select {
	case <-woken:
		return errors.New("somebody has slept twice")
	case <-time.After(time.Millisecond):
	}
	fmt.Println("all in", time.Since(start).Truncate(time.Second))
	return nil
}

// walk lists what is in a directory and below.
func walk(args []string) error {
	return filepath.WalkDir(args[0], func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if entry.IsDir() {
			fmt.Println(path + "/")
		} else if entry.Type()&fs.ModeSymlink != 0 {
			target, err := os.Readlink(path)
			if err != nil {
				return err
			}
			fmt.Println(path, "->", target)
		} else {
			fmt.Println(path, info.Size())
		}
		return nil
	})
}

// files does with files in a directory what can be done with them, and leaves it as it was.
func files(args []string) error {
	top, err := os.MkdirTemp(args[0], "files")
	if err != nil {
		return err
	}
	defer os.RemoveAll(top)
	a := filepath.Join(top, "a.txt")
	b := filepath.Join(top, "deep", "er", "b.txt")
	if err := os.MkdirAll(filepath.Dir(b), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(a, []byte(strings.Repeat("0123456789", 10_000)), 0o644); err != nil {
		return err
	}
	file, err := os.OpenFile(a, os.O_RDWR|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := file.WriteString("end"); err != nil {
		return err
	}
	tail := make([]byte, 5)
	if _, err := file.ReadAt(tail, 99_998); err != nil {
		return err
	}
	where, err := file.Seek(-1, io.SeekEnd)
	if err != nil {
		return err
	}
	fmt.Println("tail", string(tail), where)
	if err := file.Truncate(26); err != nil {
		return err
	}
	if err := os.Rename(a, b); err != nil {
		return err
	}
	when := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	if err := os.Chtimes(b, when, when); err != nil {
		return err
	}
	if err := os.Symlink(filepath.Join("deep", "er", "b.txt"), a); err != nil {
		return err
	}
	through, err := os.ReadFile(a)
	if err != nil {
		return err
	}
	info, err := os.Stat(a)
	if err != nil {
		return err
	}
	fmt.Println("through", string(through), info.Size(), info.ModTime().UTC().Format(time.DateTime))
	_, missing := os.Open(filepath.Join(top, "missing"))
	_, existing := os.OpenFile(b, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	_, outside := os.Open(filepath.Join(top, "../../../../etc/passwd"))
	fmt.Println("errors", errors.Is(missing, fs.ErrNotExist), errors.Is(existing, fs.ErrExist), outside != nil)
	if err := os.Remove(filepath.Join(top, "deep")); err == nil {
		return errors.New("a directory with something in it was removed")
	}
	return nil
}

// count reads the standard input, and tells how much that was.
func count([]string) error {
	lines, words := 0, 0
	digest := sha256.New()
	input := bufio.NewReader(io.TeeReader(os.Stdin, digest))
	for {
		line, err := input.ReadString('\n')
		words += len(strings.Fields(line))
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		lines++
	}
	fmt.Printf("lines %d, words %d, sha256 %x\n", lines, words, digest.Sum(nil))
	return nil
}

// serve echoes, line by line and in capitals, to so many clients of the socket that the host gave.
func serve(args []string) error {
	clients, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	listener, err := net.FileListener(os.NewFile(3, "listener"))
	if err != nil {
		return err
	}
	defer listener.Close()
	var serving sync.WaitGroup
	for range clients {
		client, err := listener.Accept()
		if err != nil {
			return err
		}
		serving.Go(func() {
			defer client.Close()
			lines := bufio.NewScanner(client)
			for lines.Scan() {
				fmt.Fprintln(client, strings.ToUpper(lines.Text()))
			}
		})
	}
	serving.Wait()
	fmt.Println("served", clients)
	return nil
}

// panics does so, some calls deep.
func panics(args []string) error {
	if len(args) == 0 {
		var nothing map[string]int
		nothing["x"] = 1
	}
	return panics(args[1:])
}

// deadlock waits for what nobody will send.
func deadlock([]string) error {
	<-make(chan int)
	return nil
}

// exhaust takes memory until there is no more.
func exhaust([]string) error {
	var taken [][]byte
	for {
		taken = append(taken, make([]byte, 1<<20))
		if len(taken) > 1<<14 {
			return errors.New("there is no end of memory")
		}
	}
}

// env prints the environment, the arguments, and where it is.
func env(args []string) error {
	where, err := os.Getwd()
	if err != nil {
		return err
	}
	fmt.Println(os.Environ(), args, where, runtime.GOOS, runtime.GOARCH)
	return nil
}
