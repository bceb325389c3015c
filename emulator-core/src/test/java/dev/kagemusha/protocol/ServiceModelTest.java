package dev.kagemusha.protocol;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.xray.XRayClient;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import static org.assertj.core.api.Assertions.assertThat;

final class ServiceModelTest {
    /** Loads the service's classes itself and notes every name it is asked for. */
    private static final class Noting extends ClassLoader {
        private final Set<String> asked = ConcurrentHashMap.newKeySet();

        Noting() {
            super(XRayClient.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            asked.add(name);
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            if (!name.startsWith("software.amazon.awssdk.services.xray.")) {
                return super.loadClass(name, resolve);
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] code = Objects.requireNonNull(in, name).readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void asksNoClassLoaderForNamesThatNothingHas() throws Exception {
        Noting loader = new Noting();
        ServiceModel model = ServiceModel.of(loader.loadClass(XRayClient.class.getName()));

        assertThat(model.operation("GetGroup")).isNotNull();
        assertThat(model.operation("MadeUp")).isNull();
        assertThat(loader.asked).noneMatch(name -> name.contains("MadeUp"));
    }

    @Test
    void findsNothingUnderWhatIsNoName() {
        ServiceModel model = ServiceModel.of(XRayClient.class);

        assertThat(model.operation("")).isNull();
        assertThat(model.operation("../GetGroup")).isNull();
        assertThat(model.operation("Get.Group")).isNull();
        assertThat(model.operation("G".repeat(100_000))).isNull();
    }
}
