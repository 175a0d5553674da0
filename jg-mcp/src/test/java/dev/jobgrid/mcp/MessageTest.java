package dev.jobgrid.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MessageTest {
    private static byte[] withId(String id) {
        return ("{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":" + id + "}").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void anIdMayHave64Bits() throws RpcException {
        assertThat(Message.read(withId("" + Long.MIN_VALUE)).id()).contains(Long.MIN_VALUE);
    }

    @Test
    void anIdOfMoreIsRefused() {
        assertThatThrownBy(() -> Message.read(withId("9223372036854775808")))
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("64 bits");
    }
}
