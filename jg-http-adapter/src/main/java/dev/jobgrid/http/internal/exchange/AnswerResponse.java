package dev.jobgrid.http.internal.exchange;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A response that knows its request's Accept-Encoding, and keeps some headers when a failure resets the others. */
public final class AnswerResponse extends HttpServletResponseWrapper {
    private final boolean takesGzip;
    private final Map<String, String> kept;

    public AnswerResponse(HttpServletRequest request, HttpServletResponse response, Map<String, String> kept) {
        super(response);
        this.takesGzip = takesGzip(request.getHeader("Accept-Encoding"));
        this.kept = kept;
        keep();
    }

    private static boolean takesGzip(@Nullable String header) {
        return header != null
                && Arrays.stream(header.split(","))
                        .map(coding -> coding.replace(" ", ""))
                        .anyMatch(coding -> coding.equals("gzip")
                                || (coding.startsWith("gzip;") && !coding.matches("gzip;q=0(\\.0*)?")));
    }

    /** Whether the client accepts gzip, whatever wraps this response. */
    static boolean takesGzip(HttpServletResponse response) {
        ServletResponse at = response;
        while (at instanceof ServletResponseWrapper wrapper) {
            if (wrapper instanceof AnswerResponse answer) {
                return answer.takesGzip;
            }
            at = wrapper.getResponse();
        }
        return false;
    }

    private void keep() {
        kept.forEach(this::setHeader);
    }

    @Override
    public void reset() {
        super.reset();
        keep();
    }
}
