package dev.jobgrid.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.testkit.grid.GridFixture;
import dev.jobgrid.testkit.sim.RunScript;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StdioServerTest {
    private static final String DRAFT =
            "{\"workload\":\"batch\",\"image\":\"nvidia/cuda:12.4.1-base-ubuntu22.04\",\"model_size\":1}";

    @Test
    void aCallThatIsCalledOffIsNotAnsweredAndOthersAre() throws Exception {
        try (GridFixture fixture = GridFixture.open(run -> RunScript.prints().lasting(Duration.ofMinutes(5)));
                Talk talk = Talk.with(fixture.grid())) {
            String job = talk.data("submit_job", DRAFT).path("job_id").asText();
            talk.say("{\"jsonrpc\":\"2.0\",\"id\":\"w\",\"method\":\"tools/call\",\"params\":{\"name\":\"get_job\","
                    + "\"arguments\":{\"jobId\":\"" + job
                    + "\",\"wait_seconds\":50},\"_meta\":{\"progressToken\":7}}}");
            JsonNode note = talk.hear();
            assertThat(note.at("/params/progressToken").asInt()).isEqualTo(7);
            assertThat(talk.ask("ping", "{}").has("result")).isTrue();
            talk.say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"w\"}}");
            // Were it answered, that would be heard before this is.
            assertThat(talk.data("cancel_job", "{\"jobId\":\"" + job + "\"}")
                            .path("cancelled")
                            .asBoolean())
                    .isTrue();
            assertThat(talk.ask("ping", "{}").has("result")).isTrue();
        }
    }

    @Test
    void aLineThatIsTooLongIsRefusedAndTheNextOneRead() throws Exception {
        try (GridFixture fixture = GridFixture.open();
                Talk talk = Talk.with(fixture.grid())) {
            talk.say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"x\":\"" + "x".repeat(3 << 20)
                    + "\"}}");
            assertThat(talk.hear().at("/error/code").asInt()).isEqualTo(-32700);
            assertThat(talk.ask("ping", "{}").has("result")).isTrue();
        }
    }

    @Test
    void linesMayEndAsOnWindowsAndBlankOnesAreNothing() throws Exception {
        try (GridFixture fixture = GridFixture.open();
                Talk talk = Talk.with(fixture.grid())) {
            talk.say("\r");
            talk.say("");
            talk.say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\r");
            assertThat(talk.hear().path("id").asInt()).isEqualTo(1);
        }
    }
}
