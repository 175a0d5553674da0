package dev.jobgrid.testkit.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Router;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs the laws as a build does that has them on its class path. */
class LawsRunTest {
    /** Forgets where a job may run and what it may cost. */
    static final class ForgetsWishes extends RouterLaws {
        @Override
        protected Router router() {
            Router plain = new FirstById();
            return (request, snapshot) -> plain.route(
                    new RouteRequest(request.workload(), request.gpu(), RoutePreferences.NONE, request.timing()),
                    snapshot);
        }
    }

    /** Says of no offer why it was not chosen. */
    static final class SaysNothing extends RouterLaws {
        @Override
        protected Router router() {
            Router plain = new FirstById();
            return (request, snapshot) -> {
                Decision decision = plain.route(request, snapshot);
                return new Decision(
                        decision.outcome(),
                        decision.chosen(),
                        decision.demand(),
                        decision.relaxed(),
                        decision.outranked(),
                        List.of());
            };
        }
    }

    private static Method law(String name) {
        return Arrays.stream(RouterLaws.class.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static LauncherDiscoveryRequest request(DiscoverySelector selector) {
        // That a law fails is enough here, the smallest inputs over which it does take jqwik ten seconds.
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(selector)
                .configurationParameter("jqwik.shrinking.default", "OFF")
                .build();
    }

    /** Runs one law; how many of its tests succeeded, and how many failed. */
    private static List<Long> run(Class<?> laws, String name) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request(selectMethod(laws, law(name))), summary);
        return List.of(
                summary.getSummary().getTestsSucceededCount(),
                summary.getSummary().getTestsFailedCount());
    }

    @Test
    void everyPropertyIsFoundBesideTheTestThatLooksForTheirEngine() {
        List<String> properties = Arrays.stream(RouterLaws.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Property.class))
                .map(Method::getName)
                .toList();

        TestPlan found = LauncherFactory.create().discover(request(selectClass(FirstByIdTest.class)));

        assertThat(properties).hasSizeGreaterThan(5);
        assertThat(found.countTestIdentifiers(TestIdentifier::isTest)).isEqualTo(properties.size() + 1);
    }

    @Test
    void aPropertyFailsForARouterThatBreaksIt() {
        assertThat(run(FirstByIdTest.class, "aStrictRegionIsNeverLeft")).containsExactly(1L, 0L);
        assertThat(run(ForgetsWishes.class, "aStrictRegionIsNeverLeft")).containsExactly(0L, 1L);
        assertThat(run(ForgetsWishes.class, "aPriceCapIsNeverPassed")).containsExactly(0L, 1L);
        assertThat(run(SaysNothing.class, "everyOfferIsChosenOutrankedOrTurnedDownOnce"))
                .containsExactly(0L, 1L);
        assertThat(run(FirstByIdTest.class, "anEngineForThePropertiesIsThere")).containsExactly(1L, 0L);
    }

    @Test
    void thePageOfRoutersNamesTheJUnitThatTheLawsAreBuiltWith() throws IOException {
        String version = Pattern.compile("<junit.version>([^<]+)<")
                .matcher(Files.readString(Path.of("..", "pom.xml")))
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow();

        assertThat(Files.readString(Path.of("..", "docs", "routing.md")))
                .contains("org.junit:junit-bom:" + version + "`");
    }
}
