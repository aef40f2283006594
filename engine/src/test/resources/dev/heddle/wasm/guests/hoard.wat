;; Makes garbage-collected objects, and keeps them in all the places where they can be kept.
(module
  (type $node (struct (field $next (ref null $node)) (field $value i64)))
  (type $bytes (array (mut i8)))
  (type $integers (array (mut i31ref)))
  (type $exceptions (array (mut exnref)))
  (import "env" "pause" (func $pause))
  (tag $oops (param i64 (ref null $node)))
  (table $table (export "table") 8 anyref)
  (global $list (export "list") (mut (ref null $node)) (ref.null $node))
  (global $integers (mut (ref null $integers)) (ref.null $integers))
  (global $exceptions (mut (ref null $exceptions)) (ref.null $exceptions))
  ;; never used, and so never made
  (elem $segment (ref null $bytes) (array.new_default $bytes (i32.const 100)))

  ;; Puts nodes in front of a list.
  (func $prepend (param $list (ref null $node)) (param $count i32) (result (ref null $node))
    (loop $again
      (if (local.get $count)
        (then
          (local.set $list (struct.new $node (local.get $list) (i64.const 7)))
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (br $again))))
    (local.get $list))

  (func (export "prepend") (param $count i32)
    (global.set $list (call $prepend (global.get $list) (local.get $count))))

  (func (export "forget")
    (global.set $list (ref.null $node))
    (global.set $integers (ref.null $integers))
    (global.set $exceptions (ref.null $exceptions))
    (table.fill $table (i32.const 0) (ref.null any) (i32.const 8)))

  ;; Makes nodes, none of which it keeps for longer than until the next.
  (func (export "waste") (param $count i32)
    (loop $again
      (drop (call $prepend (ref.null $node) (i32.const 10)))
      (br_if $again
        (local.tee $count (i32.sub (local.get $count) (i32.const 10))))))

  ;; Keeps an array of bytes in the table.
  (func (export "bytes") (param $index i32) (param $length i32)
    (table.set $table (local.get $index) (array.new_default $bytes (local.get $length))))

  ;; Has nodes in its frame alone while the host does something else.
  (func (export "holdWhilePaused") (param $count i32) (result i64)
    (local $list (ref null $node))
    (local.set $list (call $prepend (ref.null $node) (local.get $count)))
    (call $pause)
    (struct.get $node $value (ref.as_non_null (local.get $list))))

  ;; The same, but it replaces the function that was called.
  (func (export "holdInTailCall") (param $count i32) (result i64)
    (return_call $holder (ref.null $node) (local.get $count)))
  (func $holder (param $list (ref null $node)) (param $count i32) (result i64)
    (local $more (ref null $node))
    (local.set $more (call $prepend (local.get $list) (local.get $count)))
    (call $pause)
    (struct.get $node $value (ref.as_non_null (local.get $more))))

  ;; Keeps so many different 31-bit integers.
  (func (export "integers") (param $count i32)
    (global.set $integers (array.new_default $integers (local.get $count)))
    (loop $again
      (if (local.get $count)
        (then
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (array.set $integers
            (global.get $integers) (local.get $count) (ref.i31 (local.get $count)))
          (br $again)))))

  (func $fail (param $depth i32)
    (if (local.get $depth)
      (then (call $fail (i32.sub (local.get $depth) (i32.const 1))))
      (else (throw $oops (i64.const 3) (global.get $list)))))

  ;; Keeps so many exceptions, each of which left some frames.
  (func (export "exceptions") (param $count i32) (param $depth i32)
    (global.set $exceptions (array.new_default $exceptions (local.get $count)))
    (loop $again
      (if (local.get $count)
        (then
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (array.set $exceptions
            (global.get $exceptions)
            (local.get $count)
            (block $caught (result exnref)
              (try_table (catch_all_ref $caught) (call $fail (local.get $depth)))
              (unreachable)))
          (br $again)))))

  ;; Keeps so many exceptions of the host.
  (func (export "hostExceptions") (param $count i32)
    (global.set $exceptions (array.new_default $exceptions (local.get $count)))
    (loop $again
      (if (local.get $count)
        (then
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (array.set $exceptions
            (global.get $exceptions)
            (local.get $count)
            (block $caught (result exnref)
              (try_table (catch_all_ref $caught) (call $pause))
              (unreachable)))
          ;; exceptions alone are noticed when the next object is made
          (drop (ref.i31 (local.get $count)))
          (br $again))))))
