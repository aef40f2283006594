package dev.heddle.wasm.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.Test;

class TypesTest {

  @Test
  void allDescriptorsAreOfClasses() throws Exception {
    int count = 0;
    for (Field field : Types.class.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
        ClassDesc type = ClassDesc.ofDescriptor((String) field.get(null));
        assertThat(type.resolveConstantDesc(MethodHandles.lookup())).isNotNull();
        count++;
      }
    }
    assertThat(count).isGreaterThan(30);
  }
}
