package dev.jobgrid.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.EvaluatedCondition;
import org.junit.jupiter.api.Test;

class PatientAwaitilityTest {
    @Test
    void aWaitWithoutALimitOfItsOwnIsPatientAndLooksOften() {
        List<EvaluatedCondition<?>> looks = new ArrayList<>();

        await().conditionEvaluationListener(looks::add).until(() -> true);

        assertThat(looks).singleElement().satisfies(look -> {
            assertThat(look.getRemainingTimeInMS()).isGreaterThan(10_000);
            assertThat(look.getPollInterval()).isEqualTo(Duration.ofMillis(20));
        });
    }
}
