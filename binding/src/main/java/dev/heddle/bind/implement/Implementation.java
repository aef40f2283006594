package dev.heddle.bind.implement;

import dev.heddle.bind.layout.Access;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A class that implements an interface, each method by a function of its own. Immutable and
 * thread-safe.
 *
 * <p>It is a class in the package and the class loader of its interface, made once for each
 * interface, and names nothing but that and the JDK: so it does not matter whether the loader knows
 * Heddle. It is hidden, except where another module has only opened the package. A method packs its
 * arguments, into a {@code long[]} in raw form if there are only primitive ones, or else into an
 * {@code Object[]}, and calls its function: a {@link ToLongFunction} for a number in raw form, or
 * else a {@link Function}.
 */
public final class Implementation {

  /** As many primitive arguments are flat values of a guest's function. */
  private static final int MOST_RAW = 16;

  private static final ClassDesc FUNCTION = Function.class.describeConstable().orElseThrow();
  private static final ClassDesc TO_LONG = ToLongFunction.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc APPLY =
      MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object);
  private static final MethodTypeDesc APPLY_AS_LONG =
      MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_Object);
  private static final MethodTypeDesc CONSTRUCTOR =
      MethodTypeDesc.of(
          ConstantDescs.CD_void, ConstantDescs.CD_Object.arrayType(), ConstantDescs.CD_String);

  /** Kept by the interface's class, and collected with it. */
  private static final ClassValue<Holder> HOLDERS =
      new ClassValue<>() {
        @Override
        protected Holder computeValue(Class<?> type) {
          return new Holder();
        }
      };

  private static final class Holder {
    private @Nullable Implementation made;

    synchronized Implementation get(Class<?> type, Access access) {
      Implementation known = made;
      if (known == null) {
        known = new Implementation(type, access);
        made = known;
      }
      return known;
    }
  }

  private final List<Method> methods;
  private final MethodHandle constructor;

  private Implementation(Class<?> type, Access access) {
    methods = abstractMethods(type);
    MethodHandles.Lookup lookup = access.to(type);
    try {
      Class<?> made =
          lookup.hasFullPrivilegeAccess()
              ? lookup.defineHiddenClass(bytes(type), true).lookupClass()
              : lookup.defineClass(bytes(type));
      constructor =
          lookup
              .findConstructor(
                  made, MethodType.methodType(void.class, Object[].class, String.class))
              .asType(MethodType.methodType(Object.class, Object[].class, String.class));
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new IllegalArgumentException(
          type.getName() + " cannot be implemented: " + e.getMessage(), e);
    }
  }

  /**
   * The implementation of an interface.
   *
   * @throws IllegalArgumentException if it is none, is sealed or hidden, or cannot be got at; the
   *     message says what to change
   */
  public static Implementation of(Class<?> type, Access access) {
    String wrong =
        !type.isInterface() || type.isAnnotation()
            ? "is no interface"
            : type.isSealed() ? "is sealed" : type.isHidden() ? "is hidden" : null;
    if (wrong != null) {
      throw new IllegalArgumentException(type.getName() + " " + wrong + ": it cannot be bound");
    }
    return HOLDERS.get(type).get(type, access);
  }

  private static List<Method> abstractMethods(Class<?> type) {
    Map<String, Method> methods = new LinkedHashMap<>();
    Stream.of(type.getMethods())
        .filter(method -> Modifier.isAbstract(method.getModifiers()))
        .filter(method -> !isOfObject(method))
        .sorted(Comparator.comparing(Method::getName).thenComparing(Implementation::descriptor))
        .forEach(method -> methods.putIfAbsent(method.getName() + descriptor(method), method));
    return List.copyOf(methods.values());
  }

  private static boolean isOfObject(Method method) {
    try {
      Object.class.getMethod(method.getName(), method.getParameterTypes());
      return true;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  private static String descriptor(Method method) {
    return MethodType.methodType(method.getReturnType(), method.getParameterTypes())
        .toMethodDescriptorString();
  }

  /** The methods to be given functions, in this order. */
  public List<Method> methods() {
    return methods;
  }

  /**
   * An object of the class.
   *
   * @param functions one for each method
   * @param description what its {@code toString} says
   */
  public Object instantiate(Object[] functions, String description) {
    try {
      return (Object) constructor.invokeExact(functions, description);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  // ---- the class file

  private byte[] bytes(Class<?> type) {
    ClassDesc own = ClassDesc.of(type.getName() + "$Bound");
    return ClassFile.of()
        .build(
            own,
            code -> {
              code.withFlags(AccessFlag.FINAL, AccessFlag.SYNTHETIC);
              code.withInterfaceSymbols(describe(type));
              for (int i = 0; i < methods.size(); i++) {
                code.withField(
                    "f" + i,
                    functionType(methods.get(i)),
                    ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
              }
              code.withField(
                  "description",
                  ConstantDescs.CD_String,
                  ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
              constructor(code, own);
              for (int i = 0; i < methods.size(); i++) {
                method(code, own, methods.get(i), "f" + i);
              }
              code.withMethodBody(
                  "toString",
                  MethodTypeDesc.of(ConstantDescs.CD_String),
                  ClassFile.ACC_PUBLIC,
                  body ->
                      body.aload(0)
                          .getfield(own, "description", ConstantDescs.CD_String)
                          .areturn());
            });
  }

  private void constructor(ClassBuilder code, ClassDesc own) {
    code.withMethodBody(
        ConstantDescs.INIT_NAME,
        CONSTRUCTOR,
        0,
        body -> {
          body.aload(0)
              .invokespecial(
                  ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void);
          for (int i = 0; i < methods.size(); i++) {
            ClassDesc function = functionType(methods.get(i));
            body.aload(0)
                .aload(1)
                .loadConstant(i)
                .aaload()
                .checkcast(function)
                .putfield(own, "f" + i, function);
          }
          body.aload(0).aload(2).putfield(own, "description", ConstantDescs.CD_String).return_();
        });
  }

  private static void method(ClassBuilder code, ClassDesc own, Method method, String field) {
    MethodTypeDesc type = MethodTypeDesc.ofDescriptor(descriptor(method));
    code.withMethodBody(
        method.getName(),
        type,
        ClassFile.ACC_PUBLIC,
        body -> {
          ClassDesc function = functionType(method);
          body.aload(0).getfield(own, field, function);
          if (takesRaw(method)) {
            packRaw(body, method);
          } else {
            packObjects(body, method);
          }
          if (function.equals(TO_LONG)) {
            body.invokeinterface(TO_LONG, "applyAsLong", APPLY_AS_LONG);
            returnRaw(body, method.getReturnType());
          } else {
            body.invokeinterface(FUNCTION, "apply", APPLY);
            returnObject(body, method.getReturnType());
          }
        });
  }

  private static boolean takesRaw(Method method) {
    return method.getParameterCount() <= MOST_RAW
        && Stream.of(method.getParameterTypes()).allMatch(Class::isPrimitive);
  }

  private static ClassDesc functionType(Method method) {
    return method.getReturnType().isPrimitive() && method.getReturnType() != void.class
        ? TO_LONG
        : FUNCTION;
  }

  private static void packRaw(CodeBuilder body, Method method) {
    Class<?>[] types = method.getParameterTypes();
    body.loadConstant(types.length).newarray(TypeKind.LONG);
    for (int i = 0; i < types.length; i++) {
      body.dup().loadConstant(i);
      TypeKind kind = TypeKind.from(types[i]);
      body.loadLocal(kind, body.parameterSlot(i));
      switch (kind) {
        case LONG -> {}
        case FLOAT ->
            body.invokestatic(
                    ConstantDescs.CD_Float,
                    "floatToRawIntBits",
                    MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_float))
                .i2l();
        case DOUBLE ->
            body.invokestatic(
                ConstantDescs.CD_Double,
                "doubleToRawLongBits",
                MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_double));
        default -> body.i2l();
      }
      body.lastore();
    }
  }

  private static void packObjects(CodeBuilder body, Method method) {
    Class<?>[] types = method.getParameterTypes();
    body.loadConstant(types.length).anewarray(ConstantDescs.CD_Object);
    for (int i = 0; i < types.length; i++) {
      body.dup().loadConstant(i).loadLocal(TypeKind.from(types[i]), body.parameterSlot(i));
      if (types[i].isPrimitive()) {
        ClassDesc boxed = describe(MethodType.methodType(types[i]).wrap().returnType());
        body.invokestatic(boxed, "valueOf", MethodTypeDesc.of(boxed, describe(types[i])));
      }
      body.aastore();
    }
  }

  private static void returnRaw(CodeBuilder body, Class<?> type) {
    TypeKind kind = TypeKind.from(type);
    switch (kind) {
      case LONG -> {}
      case FLOAT ->
          body.l2i()
              .invokestatic(
                  ConstantDescs.CD_Float,
                  "intBitsToFloat",
                  MethodTypeDesc.of(ConstantDescs.CD_float, ConstantDescs.CD_int));
      case DOUBLE ->
          body.invokestatic(
              ConstantDescs.CD_Double,
              "longBitsToDouble",
              MethodTypeDesc.of(ConstantDescs.CD_double, ConstantDescs.CD_long));
      case BYTE -> body.l2i().i2b();
      case SHORT -> body.l2i().i2s();
      case CHAR -> body.l2i().i2c();
      case BOOLEAN ->
          // any but zero is true: there are branches, and so no other way to write it
          body.l2i()
              .ifThenElse(
                  then -> then.iconst_1().ireturn(), otherwise -> otherwise.iconst_0().ireturn());
      default -> body.l2i();
    }
    if (kind != TypeKind.BOOLEAN) {
      body.return_(kind.asLoadable());
    }
  }

  private static void returnObject(CodeBuilder body, Class<?> type) {
    if (type == void.class) {
      body.pop().return_();
    } else {
      body.checkcast(describe(type)).areturn();
    }
  }

  private static ClassDesc describe(Class<?> type) {
    return ClassDesc.ofDescriptor(type.descriptorString());
  }
}
