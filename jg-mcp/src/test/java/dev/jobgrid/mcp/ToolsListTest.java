package dev.jobgrid.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.testkit.grid.GridFixture;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ToolsListTest {
    @Test
    void whatIsToldOfTheToolsIsAsKept() throws Exception {
        try (GridFixture fixture = GridFixture.open();
                Talk talk = Talk.with(fixture.grid());
                InputStream kept =
                        Objects.requireNonNull(ToolsListTest.class.getResourceAsStream("/mcp/tools-list.json"))) {
            JsonNode told = talk.ask("tools/list", "{}").path("result");
            // As text, so that the order of the tools and of their arguments counts too.
            assertThat(told.toPrettyString()).isEqualTo(Talk.JSON.readTree(kept).toPrettyString());
        }
    }

    @Test
    void theToolsStandInThePublishedOrder() throws Exception {
        try (GridFixture fixture = GridFixture.open();
                Talk talk = Talk.with(fixture.grid())) {
            List<String> names = new ArrayList<>();
            talk.ask("tools/list", "{}")
                    .at("/result/tools")
                    .forEach(tool -> names.add(tool.path("name").asText()));
            assertThat(names)
                    .containsExactly(
                            "estimate_job",
                            "submit_job",
                            "upload_job_input",
                            "list_job_inputs",
                            "list_jobs",
                            "get_job",
                            "get_job_events",
                            "get_job_logs",
                            "cancel_job",
                            "list_artifacts",
                            "get_artifact");
        }
    }
}
