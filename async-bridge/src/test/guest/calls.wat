;; Exports that call suspending imports in every position a guest can call from.
(module $calls
  (type $unary (func (param i32) (result i32)))

  (import "env" "get" (func $get (type $unary)))
  (import "env" "note" (func $note (param i32)))
  (import "env" "wide" (func $wide (param i64) (result i64)))
  (import "env" "single" (func $single (param f32) (result f32)))
  (import "env" "double" (func $double (param f64) (result f64)))
  (import "env" "pair" (func $pair (param i32) (result i32 i64)))
  (import "env" "object" (func $object (param externref) (result externref)))

  (memory (export "memory") 1 16)
  (global $counter (mut i32) (i32.const 0))
  (table $table 1 1 funcref)
  (elem (i32.const 0) $get)

  ;; An import that is exported again.
  (export "get" (func $get))

  ;; Nothing waits here.
  (func (export "add") (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1)))
  (func (export "nothing"))
  (func (export "i64") (param i64) (result i64) (local.get 0))
  (func (export "f32") (param f32) (result f32) (local.get 0))
  (func (export "f64") (param f64) (result f64) (local.get 0))
  (func (export "swap") (param i32 i64) (result i64 i32) (local.get 1) (local.get 0))
  (func (export "same") (param externref) (result externref) (local.get 0))
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "store") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "count") (result i32)
    (global.set $counter (i32.add (global.get $counter) (i32.const 1)))
    (global.get $counter))

  ;; One suspension.
  (func $twice (export "twice") (param i32) (result i32)
    (i32.mul (call $get (local.get 0)) (i32.const 2)))
  (func (export "tell") (param i32) (call $note (local.get 0)))
  (func (export "wide") (param i64) (result i64) (call $wide (local.get 0)))
  (func (export "single") (param f32) (result f32) (call $single (local.get 0)))
  (func (export "double") (param f64) (result f64) (call $double (local.get 0)))
  (func (export "pair") (param i32) (result i32 i64) (call $pair (local.get 0)))
  (func (export "object") (param externref) (result externref) (call $object (local.get 0)))
  (func (export "through_table") (param i32) (result i32)
    (call_indirect $table (type $unary) (local.get 0) (i32.const 0)))
  (func (export "counted") (param i32) (result i32)
    ;; counts before the wait and reads the count after it
    (global.set $counter (i32.add (global.get $counter) (i32.const 1)))
    (drop (call $get (local.get 0)))
    (global.get $counter))

  ;; Several suspensions, with values kept on the operand stack and in locals.
  (func (export "sum_of_three") (param i32) (result i32)
    (i32.add
      (i32.add (call $get (local.get 0)) (call $get (i32.add (local.get 0) (i32.const 1))))
      (call $get (i32.add (local.get 0) (i32.const 2)))))
  (func (export "nested") (param i32) (result i32)
    (call $get (call $get (call $get (local.get 0)))))
  (func (export "sum") (param $n i32) (result i32) (local $i i32) (local $sum i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $i) (local.get $n)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (local.set $sum (i32.add (local.get $sum) (call $get (local.get $i))))
        (br $next)))
    (local.get $sum))
  (func $deep (export "deep") (param $depth i32) (param $x i32) (result i32)
    (if (result i32) (i32.eqz (local.get $depth))
      (then (call $get (local.get $x)))
      (else
        (i32.add
          (i32.const 1)
          (call $deep (i32.sub (local.get $depth) (i32.const 1)) (local.get $x))))))
  (func (export "thirteen")
      (param i32 f32 i32 f32 i32 f32 i32 f32 i32 f32 i32 f32 i32) (result f32)
    ;; all thirteen are alive across the wait
    (drop (call $get (local.get 0)))
    (f32.add (f32.convert_i32_s (local.get 0)) (local.get 1))
    (f32.add (f32.convert_i32_s (local.get 2)) (local.get 3)) (f32.add)
    (f32.add (f32.convert_i32_s (local.get 4)) (local.get 5)) (f32.add)
    (f32.add (f32.convert_i32_s (local.get 6)) (local.get 7)) (f32.add)
    (f32.add (f32.convert_i32_s (local.get 8)) (local.get 9)) (f32.add)
    (f32.add (f32.convert_i32_s (local.get 10)) (local.get 11)) (f32.add)
    (f32.add (f32.convert_i32_s (local.get 12))))

  ;; Ways to go wrong.
  (func (export "trap") (unreachable))
  (func (export "trap_after") (param i32) (drop (call $get (local.get 0))) (unreachable))
  (func (export "spin") (param i32)
    ;; reports once, then computes for ever
    (call $note (local.get 0))
    (loop $again (br $again)))
  (func $endless (export "endless") (param i32) (result i32)
    (i32.add (call $endless (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))
  (func $endless_asking (export "endless_asking") (param i32) (result i32)
    (drop (call $get (local.get 0)))
    (i32.add (call $endless_asking (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))

  ;; Counts in memory, one step at a time, so that two at once would lose counts.
  (func (export "count_in_memory") (param $n i32)
    (loop $again
      (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
