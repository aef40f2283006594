(module $text
  (type (;0;) (sub (struct (field i32) (field (mut i8)))))
  (type (;1;) (sub final 0 (struct (field i32) (field (mut i8)) (field (ref null 0)))))
  (rec
    (type (;2;) (struct (field (ref null 2))))
    (type (;3;) (array (mut funcref)))
  )
  (type (;4;) (func (param i32 i32) (result i32)))
  (type (;5;) (func (param i32)))
  (type (;6;) (func (param i32) (result i32)))
  (type (;7;) (func (param i32) (result i32 i64)))
  (type (;8;) (func (result i32 i64)))
  (type (;9;) (func))
  (type (;10;) (func (param v128)))
  (type (;11;) (func (param (ref null 0)) (result anyref)))
  (import "env" "log \"it\"" (func $log (;0;) (type 5) (param i32)))
  (import "env" "shared" (memory (;0;) 1 2 shared))
  (import "env" "limit" (global $limit (;0;) i64))
  (func $add (;1;) (type 4) (param i32 i32) (result i32)
    (local i64 f32)
    local.get 0
    local.get 1
    i32.add
  )
  (func $"a b" (;2;) (type 6) (param i32) (result i32)
    block  ;; label = @1
    end
    block (result i32)  ;; label = @1
      loop  ;; label = @2
        local.get 0
        br_if 0 (;@2;)
        local.get 0
        br_table 0 (;@2;) 0 (;@2;)
      end
      unreachable
    end
  )
  (func $control (;3;) (type 7) (param i32) (result i32 i64)
    local.get 0
    if (type 8) (result i32 i64)  ;; label = @1
      i32.const 1
      i64.const -2
    else
      i32.const 1
      i32.const 2
      i32.const 0
      call_indirect (type 4) (param i32 i32) (result i32)
      i64.const 9
    end
  )
  (func $memory (;4;) (type 9)
    i32.const 0
    i32.const 4
    i32.load8_u offset=8
    i32.store offset=4 align=1
    i64.const 8
    i64.const 0
    i64.load32_s 1
    i64.store32 1
    i32.const 0
    i64.const 0
    i32.const 4
    memory.copy 0 1
    i32.const 0
    i32.const 1
    i32.const 2
    memory.fill
    i64.const 0
    i32.const 0
    i32.const 1
    memory.init 1 1
    data.drop 1
    i32.const 0
    i32.const 1
    i32.atomic.rmw.add offset=8
    drop
    atomic.fence
  )
  (func $floats (;5;) (type 9)
    f32.const 0.5
    drop
    f32.const -0
    drop
    f32.const nan
    drop
    f32.const -nan:0x1
    drop
    f64.const 1.0E300
    drop
    f64.const inf
    drop
    f64.const -inf
    drop
    f64.const 4.9E-324
    drop
    f32.const 3.4028235E38
    drop
  )
  (func $vectors (;6;) (type 10) (param v128)
    local.get 0
    v128.const i32x4 0x00000001 0x00000002 0x00000003 0xffffffff
    i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31
    drop
    i32.const 0
    local.get 0
    v128.load8_lane offset=1 15
    drop
    local.get 0
    f64x2.extract_lane 1
    drop
  )
  (func $objects (;7;) (type 11) (param (ref null 0)) (result anyref)
    local.get 0
    struct.get_s 0 1
    drop
    ref.func $add
    ref.null func
    array.new_fixed 3 2
    drop
    local.get 0
    ref.null 0
    i32.const 1
    select (result (ref null 0))
    drop
    block (result (ref null 1))  ;; label = @1
      local.get 0
      br_on_cast 0 (;@1;) (ref null 0) (ref null 1)
      drop
      i32.const 7
      ref.i31
      ref.cast (ref i31)
      return
    end
  )
  (func $exceptions (;8;) (type 9)
    block (result i32)  ;; label = @1
      try_table (result i32) (catch 0 0 (;@1;)) (catch_all 1)  ;; label = @2
        i32.const 1
        throw 0
      end
    end
    drop
    return_call $memory
  )
  (func $old (;9;) (type 9)
    try  ;; label = @1
      call $memory
    catch 0
      drop
      rethrow 0 (;@1;)
    catch_all
      try  ;; label = @2
        call $memory
      delegate 0 (;@1;)
    end
  )
  (table (;0;) 3 10 funcref)
  (table (;1;) 1 (ref null 0) ref.null 0)
  (memory (;1;) i64 1)
  (tag (;0;) (type 5) (param i32))
  (global $count (;1;) (mut i32) i32.const -1 i32.const 2 i32.add)
  (global (;2;) (ref null 0) i32.const 1 i32.const 2 struct.new 0)
  (export "add" (func $add))
  (export "memory" (memory 1))
  (start $memory)
  (elem (;0;) (offset i32.const 1) func $add $log)
  (elem (;1;) declare func $control)
  (elem (;2;) (ref null 0) (item ref.null 0))
  (elem (;3;) (table 1) (offset i32.const 0) (ref null 0) (item ref.null none))
  (data (;0;) (offset i32.const 16) "text\00\ff\22\5c")
  (data (;1;) "passive")
)
