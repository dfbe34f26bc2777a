"""What the service answers when it does not do as asked."""

from xml.sax.saxutils import escape

from starlette.responses import Response


class StorageError(Exception):
    """Status, Azure's error code and a message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def response(self) -> Response:
        body = f"<Error><Code>{self.code}</Code><Message>{escape(self.message)}</Message></Error>"
        headers = {"x-ms-error-code": self.code}
        return Response(
            f'<?xml version="1.0" encoding="utf-8"?>{body}', self.status, headers, "application/xml"
        )


def not_found() -> StorageError:
    return StorageError(404, "BlobNotFound", "The specified blob does not exist.")


def invalid(message: str) -> StorageError:
    return StorageError(400, "InvalidInput", message)


def forbidden(message: str) -> StorageError:
    return StorageError(403, "AuthenticationFailed", message)
