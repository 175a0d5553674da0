package dev.jobgrid.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.wire.request.CancelRequestJson;
import dev.jobgrid.wire.request.DisplayText;
import dev.jobgrid.wire.request.JobRequestJson;
import dev.jobgrid.wire.request.UploadCompletionJson;
import dev.jobgrid.wire.request.UploadRequestJson;
import dev.jobgrid.wire.response.AskedJson;
import dev.jobgrid.wire.response.ErrorJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for any body at all. */
final class AnyJsonTest {
    @Property(tries = 1000, seed = "1")
    void anyObjectGivesADraftAndAWholeAnswer(@ForAll("trees") ObjectNode json) {
        Draft draft = JobRequestJson.read(json);
        assertThat(draft.problems())
                .allSatisfy(check -> assertThat(check.message()).isNotBlank().hasSizeLessThan(500));
        JobGridException refusal =
                new JobGridException(ErrorCode.INVALID_REQUEST, "refused", draft.problems(), Optional.empty());
        JsonNode answer = Reference.written(ErrorJson.of(refusal, "req_1"));
        assertThat(answer.at("/error/details/screening/checks"))
                .hasSize(draft.problems().size());
    }

    @Property(tries = 1000, seed = "1")
    void readingTwiceGivesTheSame(@ForAll("trees") ObjectNode json) {
        assertThat(JobRequestJson.read(json)).isEqualTo(JobRequestJson.read(json.deepCopy()));
    }

    @Property(tries = 500, seed = "1")
    void everyFieldIsReadOrNamed(@ForAll("trees") ObjectNode json) {
        List<String> warnings = JobRequestJson.read(json).warnings();
        json.fieldNames().forEachRemaining(name -> {
            if (!RandomJson.NAMES.contains(name)) {
                assertThat(warnings)
                        .anySatisfy(warning -> assertThat(warning).contains("'" + DisplayText.shown(name) + "'"));
            }
        });
    }

    @Property(tries = 500, seed = "1")
    void metadataThatIsReadIsGivenBackEqual(@ForAll("texts") ObjectNode data) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("metadata", data);
        Draft draft = JobRequestJson.read(json);
        if (draft.problems().isEmpty()) {
            JsonNode back = Reference.written(AskedJson.of(draft.spec())).path("metadata");
            assertThat(plain(back)).isEqualTo(plain(Reference.json(WireJson.bytes(data))));
        }
    }

    @Property(tries = 1000, seed = "1")
    void anyBytesAreReadOrRefused(@ForAll byte[] body) {
        assertReadOrRefused(body);
    }

    @Property(tries = 1000, seed = "1")
    void aBodyWithAnyByteChangedIsReadOrRefused(@ForAll("texts") ObjectNode json, @ForAll int at, @ForAll byte with) {
        byte[] body = WireJson.bytes(json);
        body[Math.floorMod(at, body.length)] = with;
        assertReadOrRefused(body);
    }

    private static void assertReadOrRefused(byte[] body) {
        List<Runnable> readers = List.of(
                () -> JobRequestJson.read(body),
                () -> CancelRequestJson.read(body),
                () -> UploadRequestJson.read(body),
                () -> UploadCompletionJson.read(body),
                () -> ListCursor.read(new String(body, StandardCharsets.ISO_8859_1)));
        for (Runnable reader : readers) {
            try {
                reader.run();
            } catch (JobGridException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    /** Without the order of names and without the difference between 1 and 1.0, neither of which JSON knows. */
    private static Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> map = new TreeMap<>();
            node.properties().forEach(e -> map.put(e.getKey(), plain(e.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(item -> list.add(plain(item)));
            return list;
        }
        return node.isNumber() ? node.decimalValue().stripTrailingZeros().toPlainString() : node;
    }

    /** Trees as code can make them. */
    @Provide
    Arbitrary<ObjectNode> trees() {
        return Arbitraries.randomValue(random -> new RandomJson(random, true).object(3));
    }

    /** Trees that a JSON text can spell. */
    @Provide
    Arbitrary<ObjectNode> texts() {
        return Arbitraries.randomValue(random -> new RandomJson(random, false).object(3));
    }
}
