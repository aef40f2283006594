;; Throws and catches, together with the host.
(module $exceptions
  (import "env" "tag" (tag $imported (param i32 externref)))
  (import "env" "host" (func $host))
  (tag $everything (export "everything") (param i32 i64 f32 f64 externref))
  (tag $count (param i32))
  (global $caught (export "caught") (mut i32) (i32.const 0))

  (func (export "throwEverything") (param i32 i64 f32 f64 externref)
    (throw $everything
      (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4)))
  (func (export "throwImported") (param i32 externref)
    (throw $imported (local.get 0) (local.get 1)))
  (func $thrower (param i32) (throw $count (local.get 0)))
  (func $between (param i32) (call $thrower (local.get 0)))
  (func (export "uncaught") (param i32) (call $between (local.get 0)))

  ;; Calls the host and catches what it throws: all, by its tag, as a reference.
  (func (export "catchAll") (result i32)
    (block
      (try_table (catch_all 0) (call $host))
      (return (i32.const 0)))
    (i32.const 1))
  (func (export "catchImported") (result i32 externref)
    (try_table (catch $imported 0) (call $host))
    (i32.const 0) (ref.null extern))
  (func (export "keep") (result exnref)
    (try_table (catch_all_ref 0) (call $host))
    (ref.null exn))
  (func (export "rethrow")
    (throw_ref
      (block (result exnref)
        (try_table (catch_all_ref 0) (call $host))
        (return))))
  (func (export "throwGiven") (param exnref) (throw_ref (local.get 0)))

  ;; The same with the older instructions.
  (func (export "legacyCatchAll") (result i32)
    try (result i32)
      call $host
      i32.const 0
    catch_all
      i32.const 1
    end)
  (func (export "legacyRethrow")
    try
      call $host
    catch_all
      (global.set $caught (i32.add (global.get $caught) (i32.const 1)))
      try
        rethrow 1
      catch $count
        drop
      end
    end)
  (func (export "legacyDelegate") (result i32)
    try $outer (result i32)
      try (result i32)
        try
          (call $thrower (i32.const 7))
        delegate $outer
        i32.const 1
      catch_all
        i32.const 2
      end
    catch $count
      i32.const 100
      i32.add
    end)

  ;; What is not for guests to catch.
  (func (export "divide") (param i32) (result i32)
    (block
      (try_table (catch_all 0)
        try
          (return (i32.div_u (i32.const 1) (local.get 0)))
        catch_all
        end))
    (i32.const -1))
  (func $deeper (call $deeper))
  (func (export "exhaust") (result i32)
    (block
      (try_table (catch_all 0) (call $deeper) (return (i32.const 0))))
    (i32.const -1))
  (func (export "endless")
    (loop $again
      (block
        (try_table (catch_all 0) (loop $inside (br $inside))))
      (br $again)))
  (func (export "endlessThrow")
    (loop $again
      (block (try_table (catch_all 0) (throw $count (i32.const 0))))
      (br $again)))

  ;; Throws and catches as often as it is told, in one frame.
  (func (export "often") (param $times i32) (result i32)
    (local $sum i32)
    (loop $again
      (local.set $sum
        (i32.add (local.get $sum)
          (block (result i32)
            (try_table (catch $count 0) (throw $count (local.get $times)))
            (unreachable))))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
    (local.get $sum))

  ;; Catches what is thrown many calls further in.
  (func $descend (param i32)
    (if (i32.eqz (local.get 0)) (then (throw $count (i32.const 42))))
    (call $descend (i32.sub (local.get 0) (i32.const 1))))
  (func (export "deep") (param i32) (result i32)
    (try_table (catch $count 0) (call $descend (local.get 0)))
    (i32.const 0))

  ;; Operands below a try and local variables are there when it has caught something.
  (func (export "state") (param $a i32) (result i32)
    (local $b i32)
    (i32.mul
      (local.get $a)
      (block (result i32)
        (local.set $a (i32.const 1000))
        (local.set $b (i32.const 1))
        (try_table (catch $count 0)
          (local.set $b (i32.const 20))
          (call $thrower (i32.add (local.get $b) (i32.const 2)))
          (local.set $b (i32.const 3)))
        (i32.const 0)))
    (i32.add (local.get $b))
    (i32.add (local.get $a)))

  ;; A tail call leaves the try that it is in.
  (func (export "tailCall") (result i32)
    (block
      (try_table (catch_all 0) (return_call $thrown)))
    (i32.const 0))
  (func $thrown (result i32) (throw $count (i32.const 5)))

  ;; Vectors are carried, too.
  (tag $vector (param v128 i32))
  (func (export "throwVector") (param v128) (throw $vector (local.get 0) (i32.const 6)))
  (func (export "catchVector") (param v128) (result v128 i32)
    (try_table (catch $vector 0) (throw $vector (local.get 0) (i32.const 5)))
    unreachable))
