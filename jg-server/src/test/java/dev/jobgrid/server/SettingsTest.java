package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.auth.jwt.JwtSettings;
import dev.jobgrid.console.Console;
import dev.jobgrid.estimate.ClassificationRules;
import dev.jobgrid.executor.docker.ContainerPolicy;
import dev.jobgrid.executor.docker.DockerExecutor;
import dev.jobgrid.executor.process.ProcessExecutor;
import dev.jobgrid.executor.process.RunLimits;
import dev.jobgrid.http.HttpAdapter;
import dev.jobgrid.http.HttpLimits;
import dev.jobgrid.http.callback.HttpCallbackSender;
import dev.jobgrid.http.jetty.StandaloneServer;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.mcp.McpAdapter;
import dev.jobgrid.retention.RetentionRules;
import dev.jobgrid.storage.PostgresStorage;
import dev.jobgrid.storage.s3.S3BlobStore;
import dev.jobgrid.submit.AdmissionLimits;
import dev.jobgrid.testkit.grid.GridFixture;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Whatever an embedder sets is checked when it is set. Finds all records of settings and all builders by itself: a new
 * component or method that checks nothing fails here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SettingsTest {
    /** Numbers and times of which zero means something. */
    private static final Set<String> MAY_BE_ZERO = Set.of(
            "Work.cpuSlotsPerNode",
            "Running.stopGrace",
            "Collecting.collectTimeout",
            "Collecting.leftoverGrace",
            "Plans.maxPerWorkspace",
            "HttpLimits.liveReaders",
            "ContainerPolicy.sharedMemoryBytes",
            "JwtSettings.leeway",
            "RemoteGridBuilder.maxRetryDuration");

    private static final List<Record> SETTINGS = List.of(
            GridSettings.DEFAULT,
            GridSettings.DEFAULT.work(),
            GridSettings.DEFAULT.running(),
            GridSettings.DEFAULT.limits(),
            GridSettings.DEFAULT.sharing(),
            GridSettings.DEFAULT.plans(),
            GridSettings.DEFAULT.collecting(),
            AdmissionLimits.NONE,
            RetentionRules.KEEP,
            RetentionRules.Rule.after(Duration.ofDays(1)),
            ClassificationRules.BUILT_IN,
            ClassificationRules.BUILT_IN.rules().get(0),
            HttpLimits.DEFAULT,
            JwtSettings.of(
                    URI.create("https://issuer.test"),
                    Set.of("https://mcp.test"),
                    URI.create("https://issuer.test/keys")),
            ContainerPolicy.standard(),
            RunLimits.NONE);

    /** Records of settings are told by what they are called. */
    private static final List<String> NAMES_OF_SETTINGS = List.of("Settings", "Limits", "Rules", "Policy");

    /** What an embedder does not build with: jobs, requests, changes. */
    private static final Set<String> OTHER_BUILDERS = Set.of(
            "dev.jobgrid.job.JobSpec$Builder",
            "dev.jobgrid.monitor.JobFilter$Builder",
            "dev.jobgrid.job.Transition$Builder",
            "dev.jobgrid.routing.GpuRequest$Builder",
            "dev.jobgrid.routing.RoutePreferences$Builder");

    private final GridFixture fixture = GridFixture.open();
    private List<JavaClass> classes = List.of();
    private List<Object> builders = List.of();

    @BeforeAll
    void find() throws ReflectiveOperationException {
        classes = new ClassFileImporter()
                .importPackages("dev.jobgrid").stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        // The commands check what they are given before they set it.
                        .filter(type -> !type.getPackageName()
                                .matches("dev\\.jobgrid\\.(server|samples|bench|(.*\\.)?internal)\\b.*"))
                        .toList();
        JobGrid grid = fixture.grid();
        builders = List.of(
                JobGrid.builder(),
                ProcessExecutor.builder(Path.of("runs")),
                DockerExecutor.builder(),
                HttpAdapter.builder(grid),
                StandaloneServer.builder(HttpAdapter.builder(grid).build()),
                HttpCallbackSender.builder(),
                McpAdapter.builder(grid),
                Console.builder(grid),
                PostgresStorage.builder(),
                S3BlobStore.builder(),
                remote());
    }

    /** By its name: the commands have the client at run time only. */
    private static Object remote() throws ReflectiveOperationException {
        return Class.forName("dev.jobgrid.client.RemoteGridBuilder")
                .getMethod("to", URI.class, Secret.class)
                .invoke(null, URI.create("http://localhost"), new Secret("key"));
    }

    @AfterAll
    void close() {
        fixture.close();
    }

    @Test
    void aTemplateThatIsNullIsNamed() {
        Map<String, JobSpec> templates = new HashMap<>();
        templates.put("nightly", null);

        assertThatThrownBy(() -> GridSettings.DEFAULT.withTemplates(templates))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the template nightly is null");
    }

    @Test
    void aClockThatTellsNullIsNamed() {
        try (MemoryStorage storage = new MemoryStorage()) {
            assertThatThrownBy(() ->
                            JobGrid.builder().storage(storage).clock(() -> null).build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the time that clock tells is null");
        }
    }

    @Test
    void allRecordsOfSettingsAndAllBuildersAreLookedAt() {
        Set<String> settings = classes.stream()
                .filter(type -> type.isRecord() && isSetting(type))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
        assertThat(SETTINGS.stream().map(example -> example.getClass().getName()))
                .containsAll(settings);
        Set<String> found = classes.stream()
                .filter(type -> type.getSimpleName().endsWith("Builder") && !type.isInterface())
                .map(JavaClass::getName)
                .filter(name -> !OTHER_BUILDERS.contains(name))
                .collect(Collectors.toSet());
        assertThat(builders.stream().map(builder -> builder.getClass().getName()))
                .containsAll(found);
    }

    private static boolean isSetting(JavaClass type) {
        return NAMES_OF_SETTINGS.stream().anyMatch(type.getSimpleName()::endsWith)
                || type.getEnclosingClass().filter(SettingsTest::isSetting).isPresent();
    }

    @TestFactory
    Stream<DynamicTest> eachComponentRefusesWhatItCannotBe() {
        return SETTINGS.stream()
                .flatMap(example -> Arrays.stream(example.getClass().getRecordComponents())
                        .map(component -> DynamicTest.dynamicTest(
                                name(example, component),
                                () -> badValues(name(example, component), component.getType())
                                        .forEach(bad -> assertRefused(
                                                component.getName(), bad, () -> with(example, component, bad))))));
    }

    private static String name(Record example, RecordComponent component) {
        return example.getClass().getSimpleName() + "." + component.getName();
    }

    /** In an Optional, since a list holds no null. */
    private static List<Optional<Object>> badValues(String name, Class<?> type) {
        List<Optional<Object>> bad = new ArrayList<>();
        if (!type.isPrimitive()) {
            bad.add(Optional.empty());
        }
        boolean mayBeZero = MAY_BE_ZERO.contains(name);
        if (type == int.class) {
            bad.add(Optional.of(mayBeZero ? -1 : 0));
            bad.add(Optional.of(Integer.MIN_VALUE));
        } else if (type == long.class) {
            bad.add(Optional.of(mayBeZero ? -1L : 0L));
            bad.add(Optional.of(Long.MIN_VALUE));
        } else if (type == Duration.class) {
            bad.add(Optional.of(mayBeZero ? Duration.ofNanos(-1) : Duration.ZERO));
            bad.add(Optional.of(Duration.ofSeconds(Long.MIN_VALUE)));
            if (!name.equals("RetentionRules.grace")) { // nothing is added to a time
                bad.add(Optional.of(Duration.ofSeconds(Long.MAX_VALUE)));
            }
        } else if (type == OptionalInt.class && !name.startsWith("Rule.")) {
            bad.add(Optional.of(OptionalInt.of(0)));
        } else if (type == OptionalLong.class && !name.startsWith("Rule.")) {
            bad.add(Optional.of(OptionalLong.of(0)));
        }
        return bad;
    }

    private static void assertRefused(String setting, Optional<Object> bad, ThrowingCallable call) {
        assertThatThrownBy(call)
                .as("%s of %s", setting, bad.orElse("null"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(setting);
    }

    private static Object with(Record example, RecordComponent component, Optional<Object> value) throws Throwable {
        RecordComponent[] components = example.getClass().getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = components[i].getName().equals(component.getName())
                    ? value.orElse(null)
                    : components[i].getAccessor().invoke(example);
        }
        Constructor<?> constructor = example.getClass().getDeclaredConstructor(types);
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @TestFactory
    Stream<DynamicTest> eachMethodOfABuilderRefusesWhatItCannotSet() {
        return builders.stream()
                .flatMap(builder -> Arrays.stream(builder.getClass().getMethods())
                        .filter(method -> method.getReturnType() == builder.getClass())
                        .filter(method -> method.getParameterCount() > 0 && !Modifier.isStatic(method.getModifiers()))
                        .map(method -> DynamicTest.dynamicTest(
                                builder.getClass().getSimpleName() + "." + method.getName(),
                                () -> assertRefuses(builder, method))));
    }

    private static void assertRefuses(Object builder, Method method) {
        Class<?>[] types = method.getParameterTypes();
        String name = builder.getClass().getSimpleName() + "." + method.getName();
        Object[] nothing = Arrays.stream(types).map(ZEROS::get).toArray();
        if (Arrays.stream(types).anyMatch(type -> !type.isPrimitive())) {
            assertRefused(method.getName(), Optional.empty(), () -> call(builder, method, nothing));
        }
        if (types.length == 1) {
            badValues(name, types[0])
                    .forEach(bad -> assertRefused(
                            method.getName(), bad, () -> call(builder, method, new Object[] {bad.orElse(null)})));
        }
    }

    private static final Map<Class<?>, Object> ZEROS = Map.of(int.class, 1, long.class, 1L, boolean.class, true);

    private static Object call(Object builder, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(builder, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
