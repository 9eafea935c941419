import os

from authlib.integrations.flask_client import OAuth
from flask import Flask, abort, jsonify, request, url_for

ISSUER = os.environ["ISSUER"]
app = Flask(__name__)
app.secret_key = "a secret of this portal"
oauth = OAuth(app)
oauth.register(
    "mocua",
    server_metadata_url=f"{ISSUER}/.well-known/openid-configuration",
    client_id=os.environ["CLIENT_ID"],
    client_secret=os.environ["CLIENT_SECRET"],
    client_kwargs={
        "scope": "openid profile",
        "code_challenge_method": "S256",
        "token_endpoint_auth_method": "client_secret_basic",
    },
)


@app.route("/sign-in")
def sign_in():
    return oauth.mocua.authorize_redirect(url_for("callback", _external=True))


@app.route("/callback")
def callback():
    if request.args.get("iss") != ISSUER:  # RFC 9207
        abort(400)
    token = oauth.mocua.authorize_access_token()  # checks state, nonce and the ID token
    person = oauth.mocua.userinfo(token=token)
    if person["sub"] != token["userinfo"]["sub"]:
        abort(400)
    return jsonify(sub=person["sub"], name=person["name"])


app.run(port=int(os.environ["PORT"]))
