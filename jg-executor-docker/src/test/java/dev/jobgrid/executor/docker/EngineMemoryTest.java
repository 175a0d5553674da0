package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineMemoryTest {
    private static JsonNode event(String name, String action) {
        ObjectNode event = Json.object().put("Type", "container").put("Action", action);
        event.putObject("Actor").putObject("Attributes").put("name", name);
        return event;
    }

    private static EngineMemory memory(JsonNode... events) {
        return EngineMemory.of("mine", List.of(events).iterator());
    }

    @Test
    void anEndThatItSawIsTheProgramsOwn() {
        assertThat(memory(event("mine", "start"), event("other", "kill"), event("mine", "die")))
                .isEqualTo(EngineMemory.ENDED);
    }

    @Test
    void anEndThatWasAskedForIsNot() {
        assertThat(memory(event("mine", "kill"), event("mine", "stop"), event("mine", "die")))
                .isEqualTo(EngineMemory.STOPPED);
    }

    @Test
    void anEngineThatWasStartedSinceSawNone() {
        assertThat(memory()).isEqualTo(EngineMemory.UNSEEN);
        assertThat(memory(event("other", "die"))).isEqualTo(EngineMemory.UNSEEN);
    }

    @Test
    void anEngineThatKeepsNoMoreMayHaveForgottenIt() {
        List<JsonNode> many = new ArrayList<>(Collections.nCopies(256, event("other", "start")));
        assertThat(EngineMemory.of("mine", many.iterator())).isEqualTo(EngineMemory.FORGOTTEN);
        many.set(9, event("mine", "die"));
        assertThat(EngineMemory.of("mine", many.iterator())).isEqualTo(EngineMemory.ENDED);
    }
}
