package dev.jobgrid.http.internal.exchange;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A response that knows its request, and keeps some headers when a failure resets the others. */
public final class AdapterResponse extends HttpServletResponseWrapper {
    private final HttpServletRequest request;
    private final Map<String, String> kept;

    public AdapterResponse(HttpServletRequest request, HttpServletResponse response, Map<String, String> kept) {
        super(response);
        this.request = request;
        this.kept = kept;
        keep();
    }

    /** The adapter's response to a request, whatever wraps it. */
    static Optional<AdapterResponse> of(HttpServletResponse response) {
        ServletResponse at = response;
        while (at instanceof ServletResponseWrapper wrapper) {
            if (wrapper instanceof AdapterResponse adapted) {
                return Optional.of(adapted);
            }
            at = wrapper.getResponse();
        }
        return Optional.empty();
    }

    boolean takesGzip() {
        @Nullable String header = request.getHeader("Accept-Encoding");
        return header != null
                && Arrays.stream(header.split(","))
                        .map(coding -> coding.replace(" ", ""))
                        .anyMatch(coding -> coding.equals("gzip")
                                || (coding.startsWith("gzip;") && !coding.matches("gzip;q=0(\\.0*)?")));
    }

    /** Announces that the connection is closed where the request's body was not read to its end. */
    void closeConnectionIfUnread() {
        if (!containsHeader("Connection") && UnreadBody.isLeft(request)) {
            setHeader("Connection", "close");
        }
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
