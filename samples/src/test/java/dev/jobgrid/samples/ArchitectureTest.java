package dev.jobgrid.samples;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMembers;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.jobgrid.spi.store.Storage;
import java.net.URI;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of ARCHITECTURE.md, held against the classes of all modules. */
class ArchitectureTest {
    private static final String ROOT = "dev.jobgrid";
    private static final JavaClasses ALL = everyModule();

    /** Packages of each module; what is in none of the others' is jg-core's. */
    private static final Map<String, Set<String>> PACKAGES = Map.ofEntries(
            Map.entry("jg-routing", Set.of(ROOT + ".routing..")),
            Map.entry("jg-wire", Set.of(ROOT + ".wire..")),
            Map.entry("jg-storage", Set.of(ROOT + ".storage", ROOT + ".storage.blobs", ROOT + ".storage.internal..")),
            Map.entry("jg-storage-s3", Set.of(ROOT + ".storage.s3..")),
            Map.entry("jg-executor-docker", Set.of(ROOT + ".executor.docker..")),
            Map.entry(
                    "jg-http-adapter",
                    Set.of(
                            ROOT + ".http",
                            ROOT + ".http.callback..",
                            ROOT + ".http.signing..",
                            ROOT + ".http.live..",
                            ROOT + ".http.internal..")),
            Map.entry("jg-http-jetty", Set.of(ROOT + ".http.jetty..")),
            Map.entry("jg-micrometer", Set.of(ROOT + ".micrometer..")),
            Map.entry("jg-auth-jwt", Set.of(ROOT + ".auth.jwt..")),
            Map.entry("jg-mcp", Set.of(ROOT + ".mcp..")),
            Map.entry("jg-console", Set.of(ROOT + ".console..")),
            Map.entry("jg-client", Set.of(ROOT + ".client..")),
            Map.entry("jg-testkit", Set.of(ROOT + ".testkit..")),
            Map.entry("jg-bench", Set.of(ROOT + ".bench..")),
            Map.entry("jg-server", Set.of(ROOT + ".server..")),
            Map.entry("samples", Set.of(ROOT + ".samples..")));

    /** What each module may import of the others; jg-core and jg-routing are open to all above them. */
    private static final Map<String, Set<String>> OTHERS = Map.ofEntries(
            Map.entry("jg-wire", Set.of()),
            Map.entry("jg-storage", Set.of()),
            Map.entry("jg-storage-s3", Set.of()),
            Map.entry("jg-executor-docker", Set.of()),
            Map.entry("jg-http-adapter", Set.of("jg-wire")),
            Map.entry("jg-http-jetty", Set.of("jg-wire", "jg-http-adapter")),
            Map.entry("jg-micrometer", Set.of()),
            Map.entry("jg-auth-jwt", Set.of()),
            Map.entry("jg-mcp", Set.of("jg-wire")),
            Map.entry("jg-console", Set.of("jg-wire", "jg-http-adapter")),
            Map.entry("jg-client", Set.of("jg-wire")),
            Map.entry("jg-testkit", Set.of()),
            Map.entry(
                    "jg-bench",
                    Set.of(
                            "jg-wire",
                            "jg-storage",
                            "jg-executor-docker",
                            "jg-http-adapter",
                            "jg-http-jetty",
                            "jg-testkit")),
            Map.entry(
                    "jg-server",
                    Set.of(
                            "jg-wire",
                            "jg-storage",
                            "jg-storage-s3",
                            "jg-executor-docker",
                            "jg-http-adapter",
                            "jg-http-jetty",
                            "jg-micrometer",
                            "jg-auth-jwt",
                            "jg-mcp",
                            "jg-console",
                            "jg-client")),
            Map.entry("samples", Set.of("jg-storage")));

    /** What each package of nouns may import of the others. */
    private static final Map<String, Set<String>> NOUNS = Map.ofEntries(
            Map.entry("id", Set.of()),
            Map.entry("errors", Set.of()),
            Map.entry("auth", Set.of("id", "errors")),
            // A job carries whom to tell of its end, and its secret.
            Map.entry("job", Set.of("id", "errors", "routing", "auth")),
            Map.entry("callbacks", Set.of("id", "errors", "job", "auth")),
            Map.entry("estimate", Set.of("id", "errors", "job", "routing")),
            // An upload slot and its completion carry a Secret, the token.
            Map.entry("inputs", Set.of("id", "errors", "job", "routing", "auth")),
            Map.entry("templates", Set.of("id", "errors", "job", "routing")),
            Map.entry("credits", Set.of("id", "errors", "job", "routing")),
            Map.entry("submit", Set.of("id", "errors", "job", "routing")),
            Map.entry("monitor", Set.of("id", "errors", "job", "routing")),
            Map.entry("retention", Set.of()),
            Map.entry("logs", Set.of("id", "errors", "job", "routing")),
            Map.entry("artifacts", Set.of("id", "errors", "job", "routing")));

    /** Modules whose packages depend on each other in one direction. */
    private static final Set<String> ACYCLIC = Set.of(
            "jg-routing",
            "jg-core",
            "jg-wire",
            "jg-storage",
            "jg-storage-s3",
            "jg-executor-docker",
            "jg-http-adapter",
            "jg-http-jetty",
            "jg-micrometer",
            "jg-auth-jwt",
            "jg-mcp",
            "jg-console",
            "jg-client",
            "jg-testkit",
            "jg-server",
            "jg-bench");

    private static String[] packages(Predicate<String> modules) {
        return PACKAGES.entrySet().stream()
                .filter(module -> modules.test(module.getKey()))
                .flatMap(module -> module.getValue().stream())
                .toArray(String[]::new);
    }

    private static JavaClasses everyModule() {
        String tests = ArchitectureTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        return new ClassFileImporter()
                .withImportOption(location -> !location.contains(tests) && !location.contains("/jmh_generated/"))
                .importPackages(ROOT);
    }

    @Test
    void theClassesOfAllModulesAreLookedAt() {
        assertThat(ALL.contain(ROOT + ".JobGrid")).isTrue();
        assertThat(ALL.contain(ROOT + ".routing.Router")).isTrue();
        assertThat(ALL.contain(ROOT + ".server.cli.Jg")).isTrue();
        assertThat(ALL.contain(ROOT + ".client.RemoteGrid")).isTrue();
        assertThat(ALL.contain(ROOT + ".bench.work.QueueUnderTest")).isTrue();
        assertThat(ALL.contain(ArchitectureTest.class.getName())).isFalse();
    }

    @TestFactory
    List<DynamicTest> modulesImportOnlyWhatTheyMay() {
        List<DynamicTest> rules = new ArrayList<>();
        OTHERS.forEach((module, allowed) -> rules.add(DynamicTest.dynamicTest(module, () -> {
            String[] closed =
                    packages(other -> !other.equals(module) && !other.equals("jg-routing") && !allowed.contains(other));
            noClasses()
                    .that()
                    .resideInAnyPackage(packages(module::equals))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(closed)
                    .allowEmptyShould(true)
                    .check(ALL);
        })));
        return rules;
    }

    @Test
    void theCoreImportsNoOtherModuleButRouting() {
        String[] others = packages(module -> !module.equals("jg-routing"));
        noClasses()
                .that(inCore())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(ALL);
    }

    @Test
    void nobodyOutsideTheCoreImportsItsInside() {
        noClasses()
                .that(not(inCore()))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".internal..")
                .check(ALL);
    }

    /** What is below a package called internal is for the module's other packages alone. */
    @TestFactory
    List<DynamicTest> nobodyImportsTheInsideOfAnotherModule() {
        return PACKAGES.keySet().stream()
                .map(module -> DynamicTest.dynamicTest(
                        module,
                        () -> noClasses()
                                .that()
                                .resideOutsideOfPackages(packages(module::equals))
                                .should()
                                .dependOnClassesThat(resideInAnyPackage(packages(module::equals))
                                        .and(resideInAPackage(ROOT + "..internal..")))
                                .check(ALL)))
                .toList();
    }

    @TestFactory
    List<DynamicTest> packagesFormNoCycle() {
        return ACYCLIC.stream()
                .map(module -> DynamicTest.dynamicTest(
                        module,
                        () -> assertThat(cyclic(importsBetweenPackages(module))).isEmpty()))
                .toList();
    }

    @Test
    void aCycleIsFoundWithAllOfItsPackages() {
        assertThat(cyclic(imports("a->b", "b->c", "c->d", "a->d"))).isEmpty();
        assertThat(cyclic(imports("a->b", "b->c", "c->b", "c->d")).keySet()).containsExactly("a", "b", "c");
    }

    private static Map<String, Map<String, String>> imports(String... arrows) {
        Map<String, Map<String, String>> imports = new TreeMap<>();
        for (String arrow : arrows) {
            String[] ends = arrow.split("->", -1);
            imports.computeIfAbsent(ends[0], name -> new TreeMap<>()).put(ends[1], arrow);
        }
        return imports;
    }

    /** For each package of a module, the others that it imports, with one such dependency. */
    private static Map<String, Map<String, String>> importsBetweenPackages(String module) {
        DescribedPredicate<JavaClass> ofModule =
                module.equals("jg-core") ? inCore() : resideInAnyPackage(packages(module::equals));
        Predicate<JavaClass> internal = resideInAPackage("..internal..");
        Map<String, Map<String, String>> imports = new TreeMap<>();
        for (JavaClass type : ALL.that(ofModule)) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass();
                // What is public hands work to its inside, which knows the public types.
                boolean isHandedOn = internal.test(target) && !internal.test(type);
                if (!isHandedOn
                        && ofModule.test(target)
                        && !target.getPackageName().equals(type.getPackageName())) {
                    imports.computeIfAbsent(type.getPackageName(), name -> new TreeMap<>())
                            .put(target.getPackageName(), dependency.getDescription());
                }
            }
        }
        return imports;
    }

    /** Leaves the packages of cycles, and those that import one. */
    private static Map<String, Map<String, String>> cyclic(Map<String, Map<String, String>> imports) {
        do {
            imports.values().forEach(imported -> imported.keySet().retainAll(imports.keySet()));
        } while (imports.values().removeIf(Map::isEmpty));
        return imports;
    }

    @Test
    void noTwoTypesHaveOneSimpleName() {
        Map<String, List<String>> packages = ALL.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(groupingBy(JavaClass::getSimpleName, mapping(JavaClass::getPackageName, toList())));
        packages.values().removeIf(places -> places.size() == 1);
        assertThat(packages).isEmpty();
    }

    @Test
    void ofTheCoreOnlyTheFacadeImportsItsInside() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".internal..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".internal..")
                .check(ALL);
    }

    @TestFactory
    List<DynamicTest> nounsImportOnlyWhatTheyMay() {
        List<DynamicTest> rules = new ArrayList<>();
        NOUNS.forEach((noun, allowed) -> {
            String[] open = allowed.stream().map(name -> ROOT + "." + name).toArray(String[]::new);
            rules.add(DynamicTest.dynamicTest(
                    noun,
                    () -> noClasses()
                            .that()
                            .resideInAPackage(ROOT + "." + noun)
                            .should()
                            .dependOnClassesThat(resideInAPackage(ROOT + "..")
                                    .and(not(resideInAnyPackage(open)))
                                    .and(not(resideInAPackage(ROOT + "." + noun))))
                            .check(ALL)));
        });
        return rules;
    }

    @Test
    void portsSpeakOurWords() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".spi..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                ROOT + "..",
                                "java.lang..",
                                "java.util..",
                                "java.time..",
                                "java.io..",
                                "java.nio..",
                                "org.jspecify..")
                        .or(type(URI.class))
                        // Of the one port that joins a caller's own transaction.
                        .or(type(Connection.class)))
                .andShould()
                .onlyDependOnClassesThat(not(resideInAPackage(ROOT + ".internal..")))
                .check(ALL);
    }

    @Test
    void aPortHasAtMostTenMethods() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".spi..")
                .and()
                .areInterfaces()
                .and()
                // The list of the stores: as long as there are stores, and nothing but a name for each.
                .areNotAssignableTo(Storage.class)
                .should(haveAtMostMethods(10))
                .check(ALL);
    }

    @Test
    void routingUsesNoClockNoInputOrOutputAndNoChance() {
        noClasses()
                .that()
                .resideInAnyPackage(packages("jg-routing"::equals))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio..", "java.net..", "java.util.logging..", "java.sql..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(
                        Clock.class, InstantSource.class, Random.class, ThreadLocalRandom.class, System.Logger.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould(readTheClock())
                .check(ALL);
    }

    @Test
    void theCoreIsToldTheTime() {
        // An id begins with the moment it is made at, so that ids sort; no decision hangs on it. The age of a file
        // is told by the clock that wrote the file's time.
        noClasses()
                .that(inCore())
                .and()
                .resideOutsideOfPackage(ROOT + ".id")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".executor.process.RunState")
                .should(readTheClock())
                .check(ALL);
    }

    @Test
    void guavaIsWhereDockerJavaBringsIt() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".executor.docker.internal..", ROOT + ".server..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google.common..")
                .check(ALL);
    }

    @Test
    void dockerJavaIsBehindThePortsInterface() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".executor.docker..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.dockerjava..")
                .check(ALL);
    }

    @Test
    void jsonAnnotationsAreOnTheWireOnly() {
        DescribedPredicate<JavaAnnotation<?>> json = DescribedPredicate.describe(
                "JSON annotations",
                annotation -> annotation.getRawType().getPackageName().startsWith("com.fasterxml.jackson"));
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".wire..")
                .should()
                .beAnnotatedWith(json)
                .check(ALL);
        noMembers()
                .that()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage(ROOT + ".wire..")
                .should()
                .beAnnotatedWith(json)
                .check(ALL);
    }

    @Test
    void onlyTheCommandChoosesALoggingLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".server..", ROOT + ".bench..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache.logging..")
                .check(ALL);
    }

    @Test
    void classesAreFinal() {
        classes()
                .that(mayBeExtended())
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(ALL);
    }

    @Test
    void noNameIsFiller() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Base|Common|Data|Info)")
                .check(ALL);
    }

    @Test
    void everyPackageIntroducesItselfAndIsNullMarked() {
        Set<String> silent = ALL.stream()
                .map(JavaClass::getPackage)
                .filter(owner -> !owner.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                .map(JavaPackage::getName)
                .collect(Collectors.toSet());
        assertThat(silent).isEmpty();
    }

    private static DescribedPredicate<JavaClass> inCore() {
        String[] others = packages(module -> true);
        return DescribedPredicate.describe(
                "are in jg-core",
                type -> resideInAPackage(ROOT + "..").test(type)
                        && !resideInAnyPackage(others).test(type));
    }

    /** The testkit's contracts and laws are there to be extended: each implementation of a port does. */
    private static DescribedPredicate<JavaClass> mayBeExtended() {
        return DescribedPredicate.describe(
                "are neither interfaces, enums, contracts nor nameless",
                type -> !type.isInterface()
                        && !type.isEnum()
                        && !type.isAnonymousClass()
                        && !type.isLocalClass()
                        && !isContract(type)
                        // JMH extends what it measures.
                        && !type.getName().matches("dev\\.jobgrid\\.bench\\.routing\\.\\w+Benchmark")
                        && !type.getSimpleName().equals("package-info"));
    }

    private static boolean isContract(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.ABSTRACT)
                && resideInAnyPackage(packages("jg-testkit"::equals)).test(type)
                && (type.getSimpleName().endsWith("Contract")
                        || type.getSimpleName().endsWith("Laws"));
    }

    private static ArchCondition<JavaClass> readTheClock() {
        DescribedPredicate<JavaClass> clock = DescribedPredicate.describe(
                "a clock", type -> type.isAssignableTo(Instant.class) || type.isAssignableTo(System.class));
        return new ArchCondition<>("read the clock") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getMethodCallsFromSelf().stream()
                        .filter(call -> clock.test(call.getTargetOwner()))
                        .filter(call -> Set.of("now", "currentTimeMillis").contains(call.getName()))
                        .forEach(call -> events.add(SimpleConditionEvent.satisfied(call, call.getDescription())));
            }
        };
    }

    private static ArchCondition<JavaClass> haveAtMostMethods(int most) {
        return new ArchCondition<>("have at most " + most + " methods") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                int count = type.getMethods().size();
                events.add(new SimpleConditionEvent(type, count <= most, type.getName() + " has " + count));
            }
        };
    }
}
