package dev.jobgrid.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.retention.RetentionRules;
import dev.jobgrid.retention.RetentionRules.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RetentionRulesParserTest {
    @Test
    void rulesAreReadAsTheyAreWritten() {
        assertThat(RetentionRulesParser.read("jobs=90d, logs=36h/10G,artifacts=/1T,audit=/5000"))
                .isEqualTo(RetentionRules.KEEP
                        .with(RetentionPart.JOBS, Rule.after(Duration.ofDays(90)))
                        .with(
                                RetentionPart.LOGS,
                                new Rule(Optional.of(Duration.ofHours(36)), OptionalLong.of(10L << 30)))
                        .with(RetentionPart.ARTIFACTS, Rule.atMost(1L << 40))
                        .with(RetentionPart.AUDIT, Rule.atMost(5000)));
    }

    @Test
    void whatMakesNoSenseIsRefusedWithAWayOut() {
        for (String odd : List.of("", "jobs", "jobs=", "jobs=90", "jobs=90d/", "=90d", "logs=10G", "jobs=-1d")) {
            assertThatThrownBy(() -> RetentionRulesParser.read(odd))
                    .as(odd)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("jobs=90d");
        }
        assertThatThrownBy(() -> RetentionRulesParser.read("uploads=1d")).hasMessageContaining("logs, artifacts, jobs");
        assertThatThrownBy(() -> RetentionRulesParser.bytes("ten")).hasMessageContaining("10G");
        assertThatThrownBy(() -> RetentionRulesParser.read("logs=/999999999999999T"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 8388607T");
    }
}
