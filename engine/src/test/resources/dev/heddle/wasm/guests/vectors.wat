;; Vectors everywhere a value can be.
(module $vectors
  (import "env" "vector" (func $vector (param i32 v128 f64) (result v128)))
  (import "env" "vectors" (func $vectors (param v128 i64 v128) (result i32 v128 v128 i64)))
  (import "env" "constant" (global $imported v128))
  (memory (export "memory") 1)
  (global (export "copy") v128 (global.get $imported))
  (global $variable (export "variable") (mut v128) (v128.const i32x4 1 2 3 4))

  (func (export "add") (param v128 v128) (result v128)
    (i32x4.add (local.get 0) (local.get 1)))
  (func (export "swap") (param $a v128) (param $n i32) (param $b v128) (result v128 i32 v128)
    local.get $b
    local.get $n
    local.get $a)
  (func (export "throughHost") (param i32 v128 f64) (result v128)
    (call $vector (local.get 0) (local.get 1) (local.get 2)))
  (func (export "throughHostMany") (param v128 i64 v128) (result i32 v128 v128 i64)
    (call $vectors (local.get 0) (local.get 1) (local.get 2)))
  (func (export "exchange") (param v128) (result v128)
    global.get $variable
    (global.set $variable (local.get 0)))

  ;; the sum of the lanes of n vectors from address 0
  (func $sum (export "sum") (param $n i32) (result i32)
    (local $all v128) (local $at i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $n)))
        (local.set $all (i32x4.add (local.get $all) (v128.load (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $next)))
    (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $all)) (i32x4.extract_lane 1 (local.get $all)))
      (i32.add (i32x4.extract_lane 2 (local.get $all)) (i32x4.extract_lane 3 (local.get $all)))))

  ;; a vector through a block, a branch with values below and above it, and a recursion
  (func $spread (export "spread") (param $n i32) (param $v v128) (result v128)
    (i64x2.add
      (local.get $v)
      (block $b (result v128)
        i64.const 7
        (i64x2.splat (i64.extend_i32_u (local.get $n)))
        (br_if $b (i32.eqz (local.get $n)))
        drop
        drop
        (call $spread (i32.sub (local.get $n) (i32.const 1)) (local.get $v)))))

  (func (export "choose") (param i32 v128 v128) (result v128)
    (select (local.get 1) (local.get 2) (local.get 0)))
  (func (export "keep") (param $v v128) (result v128)
    local.get $v
    (local.set $v (v128.const i64x2 1 2))
    (i64x2.add (local.get $v)))

  (func (export "load") (param i32) (result v128) (v128.load offset=16 (local.get 0)))
  (func (export "store") (param i32 v128) (v128.store offset=16 (local.get 0) (local.get 1)))
  (func (export "loadLane") (param i32 v128) (result v128)
    (v128.load16_lane offset=4 3 (local.get 0) (local.get 1)))
  (func (export "storeLane") (param i32 v128)
    (v128.store64_lane offset=4 1 (local.get 0) (local.get 1)))
  (func (export "splat") (param i32) (result v128) (v128.load32_splat (local.get 0)))
  (func (export "shuffle") (param v128 v128) (result v128)
    (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23 (local.get 0) (local.get 1)))
  (func (export "test") (param v128) (result i32)
    (if (result i32) (v128.any_true (local.get 0))
      (then (i8x16.bitmask (v128.not (local.get 0))))
      (else (i32.const -1))))
)
