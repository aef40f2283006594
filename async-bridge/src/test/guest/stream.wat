;; Reads numbers and writes numbers, in blocking style.
(module $stream
  (import "env" "next" (func $next (result i32)))
  (import "env" "emit" (func $emit (param i32)))
  (import "env" "read" (func $read (param i32 i32) (result i32)))
  (memory (export "memory") 1)

  ;; Writes the numbers below the one it is given.
  (func (export "count") (param $end i32) (result i32)
    (local $i i32)
    (block $done
      (loop $again
        (br_if $done (i32.ge_u (local.get $i) (local.get $end)))
        (call $emit (local.get $i))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $again)))
    (local.get $i))

  ;; The sum of all numbers there are to read, which end with -1.
  (func (export "sum") (result i32)
    (local $sum i32) (local $next i32)
    (loop $again
      (local.set $next (call $next))
      (if (i32.ne (local.get $next) (i32.const -1))
        (then
          (local.set $sum (i32.add (local.get $sum) (local.get $next)))
          (br $again))))
    (local.get $sum))

  ;; Reads the first numbers only.
  (func (export "first") (param $count i32)
    (loop $again
      (drop (call $next))
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (br_if $again (local.get $count))))

  ;; Writes the double of each number it reads.
  (func (export "double")
    (local $next i32)
    (loop $again
      (local.set $next (call $next))
      (if (i32.ne (local.get $next) (i32.const -1))
        (then
          (call $emit (i32.mul (local.get $next) (i32.const 2)))
          (br $again)))))

  ;; The sum of the bytes there are to read, in pieces of a size.
  (func (export "bytes") (param $size i32) (result i32)
    (local $sum i32) (local $count i32) (local $i i32)
    (loop $again
      (local.set $count (call $read (i32.const 1000) (local.get $size)))
      (if (local.get $count)
        (then
          (local.set $i (i32.const 0))
          (loop $bytes
            (local.set $sum
              (i32.add (local.get $sum) (i32.load8_u offset=1000 (local.get $i))))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $bytes (i32.lt_u (local.get $i) (local.get $count))))
          (br $again))))
    (local.get $sum))
  (func (export "fail") (call $emit (i32.const 1)) (unreachable)))
