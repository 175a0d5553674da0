package dev.jobgrid.internal.plugins;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.jobgrid.spi.GridObserver;
import dev.jobgrid.spi.callback.CallbackSender;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.Storage;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuardsTest {
    /** A method of the port that a guard does not hand on would be the port's own default, whatever the part does. */
    @Test
    void aGuardHandsOnEveryMethodOfItsPort() {
        Map<Class<?>, Class<?>> guards = Map.of(
                GpuExecutor.class,
                GuardedExecutor.class,
                Run.class,
                GuardedRun.class,
                BlobStore.class,
                GuardedBlobStore.class,
                Storage.class,
                GuardedStorage.class,
                CallbackSender.class,
                GuardedSender.class,
                GridObserver.class,
                GuardedObserver.class);
        guards.forEach((port, guard) -> {
            for (Method method : port.getMethods()) {
                if (!Modifier.isStatic(method.getModifiers())) {
                    assertThatCode(() -> guard.getDeclaredMethod(method.getName(), method.getParameterTypes()))
                            .doesNotThrowAnyException();
                }
            }
        });
    }
}
