;; Objects of the guest across suspensions, and in functions whose types are not final.
(module $objects
  (rec
    (type $node (sub (struct (field $value (mut i32)) (field $next (ref null $node))))))
  (type $visit (sub (func (param (ref null $node)) (result (ref null $node)))))
  (type $deeper (sub $visit (func (param (ref null $node)) (result (ref $node)))))

  (import "env" "visit" (func $visit (type $visit)))
  (import "env" "get" (func $get (param i32) (result i32)))
  (import "env" "any" (func $any (param anyref) (result anyref)))

  (global $shared (mut (ref null $node)) (ref.null $node))

  (func (export "make") (param i32) (result (ref $node))
    (struct.new $node (local.get 0) (ref.null $node)))
  (func (export "value") (param (ref null $node)) (result i32)
    (struct.get $node $value (local.get 0)))
  (func (export "visit") (type $visit) (call $visit (local.get 0)))
  (func (export "deeper") (type $deeper) (ref.as_non_null (call $visit (local.get 0))))
  (func (export "any") (param i32) (result i32)
    (i31.get_s (ref.cast (ref i31) (call $any (ref.i31 (local.get 0))))))
  (func (export "keep") (param i32) (result i32)
    ;; an object that is alive across a wait
    (local $node (ref null $node))
    (local.set $node (struct.new $node (local.get 0) (ref.null $node)))
    (drop (call $get (local.get 0)))
    (struct.get $node $value (local.get $node)))
  (func (export "chain") (param $n i32) (result i32)
    ;; a list that grows by what each wait gives, and is added up at the end
    (local $list (ref null $node)) (local $i i32) (local $sum i32)
    (loop $next
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (local.set $list (struct.new $node (call $get (local.get $i)) (local.get $list)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (loop $add
      (local.set $sum (i32.add (local.get $sum) (struct.get $node $value (local.get $list))))
      (local.set $list (struct.get $node $next (local.get $list)))
      (br_if $add (i32.eqz (ref.is_null (local.get $list)))))
    (local.get $sum))
  (func (export "share") (param i32)
    (global.set $shared (struct.new $node (local.get 0) (global.get $shared))))
  (func (export "shared_after") (param i32) (result i32)
    ;; others may change what is shared meanwhile
    (global.set $shared (struct.new $node (local.get 0) (ref.null $node)))
    (drop (call $get (local.get 0)))
    (struct.get $node $value (global.get $shared))))
