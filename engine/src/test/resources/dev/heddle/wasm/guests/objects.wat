;; Structures, arrays and 31-bit integers that go in and out.
(module $objects
  (rec
    (type $node (sub (struct (field (mut (ref null $node))) (field (mut i32)))))
    (type $leaf (sub $node (struct (field (mut (ref null $node))) (field (mut i32)) (field i64)))))
  (type $mixed
    (struct
      (field (mut i8)) (field (mut i16)) (field (mut i64)) (field (mut f32)) (field (mut f64))
      (field (mut v128)) (field (mut externref)) (field (mut i31ref)) (field i32)))
  (type $bytes (array (mut i8)))
  (type $vectors (array (mut v128)))
  (type $objects (array (mut anyref)))
  (type $fixed (array i32))
  (type $unary (func (param i32) (result i32)))

  (import "host" "see" (func $see (param structref)))

  (func (export "node") (param i32) (result (ref $node))
    (struct.new $node (ref.null $node) (local.get 0)))
  (func (export "leaf") (param i32) (result (ref $leaf))
    (struct.new $leaf (ref.null $node) (local.get 0) (i64.const 7)))
  (func (export "value") (param (ref null $node)) (result i32)
    (struct.get $node 1 (local.get 0)))
  (func (export "asLeaf") (param (ref null $node)) (result i64)
    (struct.get $leaf 2 (ref.cast (ref $leaf) (local.get 0))))
  (func (export "isLeaf") (param anyref) (result i32)
    (ref.test (ref $leaf) (local.get 0)))
  (func (export "mixed") (param externref) (result (ref $mixed))
    (struct.new $mixed
      (i32.const -1) (i32.const -2) (i64.const -3) (f32.const 4.5) (f64.const 5.5)
      (v128.const i64x2 6 7) (local.get 0) (ref.i31 (i32.const 8)) (i32.const 9)))
  (func (export "packed") (param (ref $mixed)) (result i32 i32 i32 i32)
    (struct.get_s $mixed 0 (local.get 0)) (struct.get_u $mixed 0 (local.get 0))
    (struct.get_s $mixed 1 (local.get 0)) (struct.get_u $mixed 1 (local.get 0)))
  (func (export "vector") (param (ref $mixed)) (result i64)
    (i64x2.extract_lane 1 (struct.get $mixed 5 (local.get 0))))

  (func (export "bytes") (param i32) (result (ref $bytes))
    (array.new $bytes (i32.const 255) (local.get 0)))
  (func (export "sum") (param $bytes (ref $bytes)) (result i32)
    (local $i i32) (local $sum i32)
    (block $done
      (loop $next
        (br_if $done (i32.eq (local.get $i) (array.len (local.get $bytes))))
        (local.set $sum
          (i32.add (local.get $sum) (array.get_s $bytes (local.get $bytes) (local.get $i))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next)))
    (local.get $sum))
  (func (export "vectors") (result (ref $vectors)) (local $a (ref $vectors)) (local $b (ref $vectors))
    (local.set $a
      (array.new_fixed $vectors 3
        (v128.const i64x2 1 2) (v128.const i64x2 3 4) (v128.const i64x2 5 6)))
    (local.set $b (array.new $vectors (v128.const i64x2 8 9) (i32.const 4)))
    (array.copy $vectors $vectors
      (local.get $b) (i32.const 1) (local.get $a) (i32.const 1) (i32.const 2))
    (local.get $b))
  (func (export "objects") (param i32) (result (ref $objects))
    (array.new_default $objects (local.get 0)))
  (func (export "fixed") (result (ref $fixed)) (array.new_fixed $fixed 2 (i32.const 3) (i32.const 4)))
  (func (export "at") (param (ref null $objects) i32) (result anyref)
    (array.get $objects (local.get 0) (local.get 1)))

  (func (export "same") (param eqref eqref) (result i32) (ref.eq (local.get 0) (local.get 1)))
  (func (export "i31") (param i32) (result i31ref) (ref.i31 (local.get 0)))
  (func (export "inside") (param externref) (result anyref) (any.convert_extern (local.get 0)))
  (func (export "outside") (param anyref) (result externref) (extern.convert_any (local.get 0)))
  (func (export "show") (param structref) (call $see (local.get 0)))
  (func (export "callRef") (param (ref null $unary) i32) (result i32)
    (call_ref $unary (local.get 1) (local.get 0)))
  (func (export "list") (param i32) (result (ref null $node)) (local $head (ref null $node))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get 0)))
        (local.set $head (struct.new $node (local.get $head) (local.get 0)))
        (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
        (br $next)))
    (local.get $head))
  (func (export "length") (param (ref null $node)) (result i32) (local $count i32)
    (block $end
      (loop $next
        (local.set 0 (struct.get $node 0 (br_on_null $end (local.get 0))))
        (local.set $count (i32.add (local.get $count) (i32.const 1)))
        (br $next))
      (unreachable))
    (local.get $count)))
