package dev.jobgrid.http.internal.exchange;

import dev.jobgrid.http.HttpAdapter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * A filter for a servlet beside the adapter's: resolves the client's address, and logs responses in the same access
 * log. Immutable.
 */
public record SiblingServletFilter(String path, AccessEntry access) implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest asked && response instanceof HttpServletResponse adapted) {
            AccessEntry.Arrival came = access.arrival();
            RequestId.set(asked, adapted);
            AccessEntry.note(asked, path);
            try {
                chain.doFilter(new ClientRequest(asked, access.base().client(asked)), adapted);
            } finally {
                if (asked.getAttribute(HttpAdapter.UNLOGGED) == null) {
                    access.answered(asked, adapted, came);
                }
            }
        } else {
            chain.doFilter(request, response);
        }
    }

    /** A request as seen without a proxy. */
    private static final class ClientRequest extends HttpServletRequestWrapper {
        private final String client;

        ClientRequest(HttpServletRequest request, String client) {
            super(request);
            this.client = client;
        }

        @Override
        public String getRemoteAddr() {
            return client;
        }

        @Override
        public String getRemoteHost() {
            return client;
        }
    }
}
