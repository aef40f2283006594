;; Globals of every type.
(module $globals
  (global $i32 (export "i32") (mut i32) (i32.const -1))
  (global $i64 (export "i64") (mut i64) (i64.const -2))
  (global $f32 (export "f32") (mut f32) (f32.const 1.5))
  (global $f64 (export "f64") (mut f64) (f64.const 2.5))
  (global $extern (export "extern") (mut externref) (ref.null extern))
  (global $func (export "func") (mut funcref) (ref.func $get))
  (global $constant (export "constant") i32 (i32.add (i32.const 40) (i32.const 2)))
  (func $get (export "getI32") (result i32) (global.get $i32))
  (func (export "getExtern") (result externref) (global.get $extern))
  (func (export "setI64") (param i64) (global.set $i64 (local.get 0))))
