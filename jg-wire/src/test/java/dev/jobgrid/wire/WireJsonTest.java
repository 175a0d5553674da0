package dev.jobgrid.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.routing.Usd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WireJsonTest {
    record Sample(
            @Nullable String someText,
            @Nullable Instant at,
            @Nullable BigDecimal amount) {}

    @Test
    void aNameGivenTwiceIsRefusedAtAnyDepth() {
        assertRefused("{\"a\":1,\"a\":2}", "name twice");
        assertRefused("{\"m\":[{\"a\":1,\"b\":3,\"a\":1}]}", "name twice");
        assertThat(object("{\"a\":{\"a\":1},\"b\":{\"a\":2}}")).hasSize(2);
    }

    @Test
    void nestingEndsAtThirtyTwo() {
        assertThat(object(nested(32))).hasSize(1);
        assertRefused(nested(33), "32 levels");
        assertRefused("{\"a\":".repeat(100_000), "32 levels");
    }

    @Test
    void textAfterTheObjectIsRefused() {
        assertRefused("{} {}", "not well-formed");
        assertRefused("{}x", "not well-formed");
        assertThat(object(" {} \n")).isEmpty();
    }

    @Test
    void aNumberOfTooManyDigitsIsRefused() {
        assertThat(object("{\"a\":" + "9".repeat(1000) + "}")).hasSize(1);
        assertRefused("{\"a\":" + "9".repeat(1001) + "}", "1000 digits");
    }

    @Test
    void aTextMayFillTheBodyAndNoMore() {
        String frame = "{\"a\":\"\"}";
        String text = "x".repeat(WireJson.MAX_BODY_BYTES - frame.length());
        assertThat(object("{\"a\":\"" + text + "\"}").path("a").textValue()).isEqualTo(text);
        assertRefused("{\"a\":\"" + text + "x\"}", "at most 1048576");
    }

    @Test
    void manyNamesWithOneHashAreReadInReasonableTime() {
        // "Aa" and "BB" have the same hash code, and so has every string of these.
        StringBuilder body = new StringBuilder("{");
        for (int i = 0; i < 1 << 15; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 15; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            body.append(i == 0 ? "\"" : ",\"")
                    .append(name.substring(0, 20))
                    .append(i)
                    .append("\":1");
        }
        assertThat(object(body.append('}').toString())).hasSize(1 << 15);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] body = "{\"a\":\"?\"}".getBytes(StandardCharsets.US_ASCII);
        body[6] = (byte) 0xff;
        assertThatExceptionOfType(JobGridException.class).isThrownBy(() -> WireJson.object(body));
    }

    @Test
    void aRefusalTellsWhereAndQuotesNothing() {
        assertThatExceptionOfType(JobGridException.class)
                .isThrownBy(() -> object("{\n \"token\": jg_hunter2}"))
                .withMessageContaining("line 2")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }

    @Test
    void whatIsAbsentStaysAbsent() {
        assertThat(WireJson.text(new Sample(null, null, null))).isEqualTo("{}");
    }

    @Test
    void namesAreSnakeCase() {
        assertThat(WireJson.text(new Sample("x", null, null))).isEqualTo("{\"some_text\":\"x\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-06-11T12:00:00Z,2026-06-11T12:00:00Z",
        "2026-06-11T12:00:00.100Z,2026-06-11T12:00:00.100Z",
        "2026-06-11T12:00:00.123456789Z,2026-06-11T12:00:00.123Z",
        "2026-06-11T12:00:00.000999Z,2026-06-11T12:00:00Z",
        "2026-06-11T12:00:00+02:00,2026-06-11T10:00:00Z"
    })
    void timesHaveSecondsOrMilliseconds(String time, String written) {
        Sample sample = new Sample(null, java.time.OffsetDateTime.parse(time).toInstant(), null);
        assertThat(WireJson.text(sample)).isEqualTo("{\"at\":\"" + written + "\"}");
    }

    @ParameterizedTest
    @CsvSource({"0.1,0.1", "1.2,1.2", "0.000001,0.000001", "0,0", "10,10", "1234567.891,1234567.891", "2.40,2.4"})
    void amountsArePlain(double dollars, String written) {
        Sample sample = new Sample(null, null, Amounts.dollars(Usd.ofDollars(dollars)));
        assertThat(WireJson.text(sample)).isEqualTo("{\"amount\":" + written + "}");
    }

    @Property(seed = "1")
    void amountsComeBackWithoutLoss(@ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long micros) {
        String written = WireJson.text(new Sample(null, null, Amounts.dollars(new Usd(micros))));
        assertThat(Usd.ofDollars(Reference.json(written.getBytes(StandardCharsets.UTF_8))
                        .path("amount")
                        .doubleValue()))
                .isEqualTo(new Usd(micros));
        assertThat(written).doesNotContain("E");
    }

    @Test
    void minutesAreRoundedToAHundredth() {
        assertThat(Amounts.minutes(Duration.ofSeconds(100))).isEqualTo("1.67");
        assertThat(Amounts.minutes(Duration.ofMinutes(20))).isEqualByComparingTo("20");
    }

    @Test
    void halfACharacterIsReplacedInsteadOfBreakingTheAnswer() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        WireJson.write(out, new Sample("a\ud800b", null, null));
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"some_text\":\"a?b\"}");
        assertThat(WireJson.bytes(new Sample("a\ud800b", null, null))).isEqualTo(out.toByteArray());
    }

    @Test
    void everyCharacterComesThrough() {
        String text = "\uD83D\uDCA5 é \u2028 \t\" \\ \u0001";
        assertThat(Reference.written(new Sample(text, null, null))
                        .path("some_text")
                        .textValue())
                .isEqualTo(text);
    }

    @Test
    void writingLeavesTheStreamOpen() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        WireJson.write(out, Map.of("a", 1));
        assertThat(closed).isFalse();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
    }

    @Test
    void aRecordIsReadBackAndWhatItDoesNotKnowIsIgnored() {
        byte[] body =
                "{\"some_text\":\"x\",\"at\":\"2026-06-11T12:00:00Z\",\"new\":{}}".getBytes(StandardCharsets.UTF_8);
        assertThat(WireJson.record(body, Sample.class)).isEqualTo(new Sample("x", Jobs.NOON, null));
        assertThatExceptionOfType(JobGridException.class)
                .isThrownBy(() -> WireJson.record("{\"at\":\"noon\"}".getBytes(StandardCharsets.UTF_8), Sample.class))
                .withMessageContaining("Sample");
    }

    private static String nested(int levels) {
        return "{\"a\":" + "[".repeat(levels - 1) + "]".repeat(levels - 1) + "}";
    }

    private static JsonNode object(String json) {
        return WireJson.object(json.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(String json, String words) {
        assertThatExceptionOfType(JobGridException.class)
                .isThrownBy(() -> object(json))
                .withMessageContaining(words)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
}
