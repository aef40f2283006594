package dev.heddle.bind.layout;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A type as declared, its variables replaced by what they stand for. Immutable and thread-safe.
 *
 * @param raw the class
 * @param arguments its type arguments, or the type of an array's elements
 */
public record JavaType(Class<?> raw, List<JavaType> arguments) {

  /** A type of which nothing is known but the class. */
  public static JavaType of(Class<?> raw) {
    return new JavaType(raw, raw.isArray() ? List.of(of(raw.getComponentType())) : List.of());
  }

  /**
   * A type in a context.
   *
   * @param variables what variables stand for
   * @throws IllegalArgumentException if a variable stands for nothing known
   */
  public static JavaType of(Type type, Map<TypeVariable<?>, JavaType> variables) {
    return switch (type) {
      case Class<?> raw -> of(raw);
      case ParameterizedType parameterized -> {
        List<JavaType> arguments = new ArrayList<>();
        for (Type argument : parameterized.getActualTypeArguments()) {
          arguments.add(of(argument, variables));
        }
        yield new JavaType((Class<?>) parameterized.getRawType(), List.copyOf(arguments));
      }
      case GenericArrayType array -> {
        JavaType element = of(array.getGenericComponentType(), variables);
        yield new JavaType(element.raw.arrayType(), List.of(element));
      }
      case WildcardType wildcard -> of(wildcard.getUpperBounds()[0], variables);
      case TypeVariable<?> variable -> {
        JavaType known = variables.get(variable);
        if (known == null) {
          throw new IllegalArgumentException("nothing says what " + variable + " stands for");
        }
        yield known;
      }
      default -> throw new IllegalArgumentException(type.getTypeName());
    };
  }

  /** What the variables of a class or interface, and of all it extends, stand for. */
  public static Map<TypeVariable<?>, JavaType> variables(Class<?> type) {
    Map<TypeVariable<?>, JavaType> variables = new HashMap<>();
    collect(type, variables);
    return variables;
  }

  private static void collect(Class<?> type, Map<TypeVariable<?>, JavaType> variables) {
    List<Type> parents = new ArrayList<>(List.of(type.getGenericInterfaces()));
    if (type.getGenericSuperclass() != null) {
      parents.add(type.getGenericSuperclass());
    }
    for (Type parent : parents) {
      Class<?> raw = parent instanceof ParameterizedType p ? (Class<?>) p.getRawType() : null;
      if (raw != null) {
        bind(raw, (ParameterizedType) parent, variables);
      } else {
        raw = (Class<?>) parent;
      }
      collect(raw, variables);
    }
  }

  private static void bind(
      Class<?> raw, ParameterizedType type, Map<TypeVariable<?>, JavaType> variables) {
    TypeVariable<?>[] names = raw.getTypeParameters();
    for (int i = 0; i < names.length; i++) {
      try {
        variables.put(names[i], of(type.getActualTypeArguments()[i], variables));
      } catch (IllegalArgumentException unknown) {
        variables.remove(names[i]); // an error where it is used
      }
    }
  }

  /** What the variables of this class itself stand for. */
  Map<TypeVariable<?>, JavaType> ownVariables() {
    Map<TypeVariable<?>, JavaType> variables = new HashMap<>();
    TypeVariable<?>[] names = raw.getTypeParameters();
    for (int i = 0; i < names.length && i < arguments.size(); i++) {
      variables.put(names[i], arguments.get(i));
    }
    return variables;
  }

  /** The first type argument, or {@code Object} where a class is used without. */
  public JavaType argument() {
    return arguments.isEmpty() ? of(Object.class) : arguments.getFirst();
  }

  /** As Java writes it, with simple names. */
  @Override
  public String toString() {
    if (raw.isArray()) {
      return arguments.getFirst() + "[]";
    }
    return arguments.isEmpty()
        ? raw.getSimpleName()
        : raw.getSimpleName()
            + arguments.stream()
                .map(JavaType::toString)
                .collect(Collectors.joining(", ", "<", ">"));
  }
}
