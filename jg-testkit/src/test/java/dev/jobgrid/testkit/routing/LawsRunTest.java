package dev.jobgrid.testkit.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the laws as a build does that has them on its class path. */
class LawsRunTest {
    /** Takes what was listed first, if there is anything. */
    static final class TakesTheFirstListed extends RouterLaws {
        @Override
        protected Router router() {
            Router plain = new FirstById();
            return (request, snapshot) -> {
                Decision decision = plain.route(request, snapshot);
                return new Decision(
                        decision.outcome(),
                        decision.chosen()
                                .flatMap(chosen -> snapshot.offers().stream().findFirst()),
                        decision.demand(),
                        decision.relaxed(),
                        decision.outranked(),
                        decision.rejections());
            };
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

    private static TestExecutionSummary run(Class<?> laws) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(laws))
                                .configurationParameter("jqwik.database", "")
                                .build(),
                        summary);
        return summary.getSummary();
    }

    private static Set<String> broken(Class<?> laws) {
        return run(laws).getFailures().stream()
                .map(failure -> failure.getTestIdentifier().getDisplayName())
                .collect(Collectors.toSet());
    }

    @Test
    void everyPropertyIsRunAndNotOnlyTheTestThatLooksForTheirEngine() {
        long properties = Arrays.stream(RouterLaws.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Property.class))
                .count();

        TestExecutionSummary summary = run(FirstByIdTest.class);

        assertThat(properties).isPositive();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(properties + 1);
        assertThat(summary.getTestsFailedCount()).isZero();
    }

    @Test
    void aRouterThatBreaksALawIsFound() {
        assertThat(broken(TakesTheFirstListed.class)).contains("theOrderOfTheOffersDoesNotMatter");
        assertThat(broken(SaysNothing.class)).contains("everyOfferIsChosenOutrankedOrTurnedDownOnce");
    }

    @Test
    void theBomHasTheVersionsThatTheLawsAreBuiltWith() throws IOException {
        String own = Files.readString(Path.of("..", "pom.xml"));
        String bom = Files.readString(Path.of("..", "jg-bom", "pom.xml"));
        for (String name : new String[] {"junit", "jqwik"}) {
            Optional<String> version = Pattern.compile("<" + name + ".version>([^<]+)<")
                    .matcher(own)
                    .results()
                    .map(match -> match.group(1))
                    .findFirst();
            assertThat(bom).contains("<" + name + ".version>" + version.orElseThrow() + "<");
        }
    }
}
