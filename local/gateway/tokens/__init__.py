"""JSON Web Tokens: strict reading, signing keys, and the checks of validate-jwt."""
