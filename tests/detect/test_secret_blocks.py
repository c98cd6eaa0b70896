"""Secrets in the files, commands and sentences where people leave them, and what only looks like one."""

from __future__ import annotations

from hashlib import sha256
from random import Random

import pytest

from detect.test_secrets import SECRETS, find
from dlp.detect.secrets import codes

#: a text, and the secret in it
FOUND: tuple[tuple[str, str], ...] = (
    ('curl -u admin:Sommer2024x https://api.example.org/v1', 'Sommer2024x'),
    ("curl --user 'deploy:q8Zr!2LxV' -X POST https://ci.example.org/job", 'q8Zr!2LxV'),
    ('wget --password=hunterX92 --user=bob ftp://files.example.org/a', 'hunterX92'),
    ('Cookie: sessionid=9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c; csrftoken=abc', '9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c'),
    ('Set-Cookie: JSESSIONID=8F3A2C1B9D7E6F5A4B3C2D1E0F9A8B7C; Path=/; HttpOnly', '8F3A2C1B9D7E6F5A4B3C2D1E0F9A8B7C'),
    ('Set-Cookie: connect.sid=s%3Aq8Zr2LxV0bNd7WmK4TyHa5B6.c7D8e9F0gHiJkLmN; Path=/', 's%3Aq8Zr2LxV0bNd7WmK4TyHa5B6.c7D8e9F0gHiJkLmN'),
    ('jdbc:mysql://db.example.org:3306/app?user=app&password=Zr2LxV0bNd', 'Zr2LxV0bNd'),
    ('jdbc:oracle:thin:scott/t1gerPaw@db.example.org:1521/ORCL', 't1gerPaw'),
    ('jdbc:sqlserver://db:1433;databaseName=crm;user=sa;password=Qw!8erTy;encrypt=true', 'Qw!8erTy'),
    ('db.example.org:5432:prod:app:Zr2LxV0bNd', 'Zr2LxV0bNd'),
    ('*:*:*:postgres:kissa99koira', 'kissa99koira'),
    ('<add key="ClearTextPassword" value="Zr2LxV0bNd7W" />', 'Zr2LxV0bNd7W'),
    ('ansible_become_pass: Zr2LxV0bNd', 'Zr2LxV0bNd'),
    ('web1 ansible_host=10.0.0.5 ansible_user=deploy ansible_password=Talvi2023', 'Talvi2023'),
    ('ansible_ssh_pass=Zr2LxV0b', 'Zr2LxV0b'),
    ('root:$6$rounds=5000$q8Zr2LxV0bNd7WmK$aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5zA7bC9dE1fG3hI5jK7lM9nO1pQ3rS5tU7vW9xY1zA3bC5dE7fG:19000:0:99999:7:::', '$6$rounds=5000$q8Zr2LxV0bNd7WmK$aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5zA7bC9dE1fG3hI5jK7lM9nO1pQ3rS5tU7vW9xY1zA3bC5dE7fG'),
    ('anna:$apr1$q8Zr2LxV$0bNd7WmK4TyHa5B6c7D8e/', '$apr1$q8Zr2LxV$0bNd7WmK4TyHa5B6c7D8e/'),
    ('hash $2b$12$q8Zr2LxV0bNd7WmK4TyHa5B6c7D8e9F0gHiJkLmNoPqRsTuVwXyZa in users', '$2b$12$q8Zr2LxV0bNd7WmK4TyHa5B6c7D8e9F0gHiJkLmNoPqRsTuVwXyZa'),
    ('anna:{SHA}q8Zr2LxV0bNd7WmK4TyHa5B6c7A=', '{SHA}q8Zr2LxV0bNd7WmK4TyHa5B6c7A='),
    ('userPassword: {SSHA}q8Zr2LxV0bNd7WmK4TyHa5B6c7D8e9F0', '{SSHA}q8Zr2LxV0bNd7WmK4TyHa5B6c7D8e9F0'),
    ('$argon2id$v=19$m=65536,t=3,p=4$q8Zr2LxV0bNd7WmK$4TyHa5B6c7D8e9F0gHiJkLmNoPqRsTuVwXyZaBcDeFg', '$argon2id$v=19$m=65536,t=3,p=4$q8Zr2LxV0bNd7WmK$4TyHa5B6c7D8e9F0gHiJkLmNoPqRsTuVwXyZaBcDeFg'),
    ('pbkdf2_sha256$600000$q8Zr2LxV0bNd7WmK4TyHa5$B6c7D8e9F0gHiJkLmNoPqRsTuVwXyZaBcDeFgHiJkL0=', 'pbkdf2_sha256$600000$q8Zr2LxV0bNd7WmK4TyHa5$B6c7D8e9F0gHiJkLmNoPqRsTuVwXyZaBcDeFgHiJkL0='),
    ('PGPASSWORD=Zr2LxV0b psql -h db -U app prod', 'Zr2LxV0b'),
    ('MYSQL_PWD=kesa2024 mysqldump -u root app', 'kesa2024'),
    ('mysql -u root -pZr2LxV0b app', 'Zr2LxV0b'),
    ("sshpass -p 'Zr2LxV0b' ssh root@10.1.2.3", 'Zr2LxV0b'),
    ('sshpass -pZr2LxV0b scp a b:', 'Zr2LxV0b'),
    ("SECRET_KEY = 'django-insecure-q8zr2lxv0b(nd7wmk4tyha5b6c7d8e9f0g!h#i+jklmno_pq'", 'django-insecure-q8zr2lxv0b(nd7wmk4tyha5b6c7d8e9f0g!h#i+jklmno_pq'),
    ('SECRET_KEY = "k&9z#w!p2v^x4m@t7q$e1r*n6b+y0u=h3s(j8g)d5f%c-l_a"', 'k&9z#w!p2v^x4m@t7q$e1r*n6b+y0u=h3s(j8g)d5f%c-l_a'),
    ('The PIN is 4829 for the card', '4829'),
    ('PIN code: 739104', '739104'),
    ('Puk: 48291736', '48291736'),
    ('door code 4711#', '4711#'),
    ('Your recovery codes:\n1f3a-9c2b\n7d4e-0a6f\nb2c8-5e1d\n9a0f-3b7c', '7d4e-0a6f'),
    ('Backup codes: 4829 1736, 9402 8817, 1183 5520', '4829 1736'),
    ('recovery code: ABCD1-EF2GH-3JK4L', 'ABCD1-EF2GH-3JK4L'),
    ('BitLocker recovery key: 417230-254166-093115-610742-127611-138622-700051-000011', '417230-254166-093115-610742-127611-138622-700051-000011'),
    ('417230-254166-093115-610742-127611-138622-700051-000011', '417230-254166-093115-610742-127611-138622-700051-000011'),
    ('user: anna\npass: Kesä2024!', 'Kesä2024!'),
    ('login: anna / Zr2LxV0b', 'Zr2LxV0b'),
    ('username = anna, password = kissakoira', 'kissakoira'),
    ('Käyttäjätunnus: anna\nSalasana: kissakoira', 'kissakoira'),
    ('Benutzer: anna / Passwort: Sommer24', 'Sommer24'),
    ('användarnamn: anna lösenord: hemligt123', 'hemligt123'),
    ('utilisateur : anna / mot de passe : soleil33', 'soleil33'),
    ('usuario: anna / contraseña: gatito77', 'gatito77'),
    ('użytkownik: anna / hasło: zima2024', 'zima2024'),
    ('utente: anna / password: gatto55x', 'gatto55x'),
    ('gebruiker: anna / wachtwoord: zomer2024', 'zomer2024'),
    ('machine api.example.org login anna password Zr2LxV0b', 'Zr2LxV0b'),
    ('machine api.example.org\n  login anna\n  password Zr2LxV0b', 'Zr2LxV0b'),
    ('{"auths": {"registry.example.org": {"auth": "YW5uYTpaIHIyTHhWMGJOZDdX"}}}', 'YW5uYTpaIHIyTHhWMGJOZDdX'),
    ('users:\n- name: admin\n  user:\n    client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFcFFJQkFBS0NBUUVB', 'LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFcFFJQkFBS0NBUUVB'),
    ('network={\n  ssid="office"\n  psk="kesapaiva99"\n}', 'kesapaiva99'),
    ('snmp-server community s3cr3tC0mm RO', 's3cr3tC0mm'),
    ('rocommunity Zr2LxV0b 10.0.0.0/8', 'Zr2LxV0b'),
    ('createUser monitor SHA "Zr2LxV0bNd" AES "7WmK4TyHa5"', 'Zr2LxV0bNd'),
    ('redis://:q8Zr2LxV0bNd@cache:6379/0', 'q8Zr2LxV0bNd'),
    ('requirepass q8Zr2LxV0bNd', 'q8Zr2LxV0bNd'),
    ('mongodb+srv://app:Zr2LxV0b@c0.abcde.mongodb.net/prod', 'mongodb+srv://app:Zr2LxV0b@c0.abcde.mongodb.net/prod'),
    ('amqp://guest1:Zr2LxV0b@mq:5672/', 'amqp://guest1:Zr2LxV0b@mq:5672/'),
    ('<server><id>nexus</id><username>deploy</username><password>Zr2LxV0b</password></server>', 'Zr2LxV0b'),
    ('<password>{COQLCE6DU6GtcS5P=}</password>', '{COQLCE6DU6GtcS5P=}'),
    ('<secret>{AQAAABAAAAAQq8Zr2LxV0bNd7WmK4TyHa5B6c7D8e9F0gHiJ}</secret>', '{AQAAABAAAAAQq8Zr2LxV0bNd7WmK4TyHa5B6c7D8e9F0gHiJ}'),
    ('<add name="db" connectionString="Server=db;Database=crm;User Id=sa;Password=Qw!8erTy;" />', 'Qw!8erTy'),
    ('"ConnectionStrings": {"Default": "Server=db;Database=crm;User Id=sa;Password=Qw8erTyu;"}', 'Qw8erTyu'),
    ('Driver={ODBC Driver 17 for SQL Server};Server=db;UID=sa;PWD=Qw8erTyu;', 'Qw8erTyu'),
    ('DSN=crm;UID=sa;PWD=Qw8erTyu', 'Qw8erTyu'),
    ('ldapsearch -D cn=admin,dc=example,dc=org -w Zr2LxV0b -b dc=example', 'Zr2LxV0b'),
    ('bindpw Zr2LxV0b', 'Zr2LxV0b'),
    ('olcRootPW: Zr2LxV0b', 'Zr2LxV0b'),
    ('bind_password: Zr2LxV0b', 'Zr2LxV0b'),
    ('password 51:b:01000000D08C9DDF0115D1118C7A00C04FC297EB01000000A1B2C3D4', '01000000D08C9DDF0115D1118C7A00C04FC297EB01000000A1B2C3D4'),
    ('cmdkey /generic:TERMSRV/srv1 /user:anna /pass:Zr2LxV0b', 'Zr2LxV0b'),
    ('net use Z: \\\\srv\\share Zr2LxV0b /user:anna', 'Zr2LxV0b'),
    ('xfreerdp /u:anna /p:Zr2LxV0b /v:10.0.0.5', 'Zr2LxV0b'),
    ('docker login -u anna -p Zr2LxV0b registry.example.org', 'Zr2LxV0b'),
    ('enable secret 5 $1$q8Zr$2LxV0bNd7WmK4TyHa5B6c7', '$1$q8Zr$2LxV0bNd7WmK4TyHa5B6c7'),
    ('username admin privilege 15 password 0 Zr2LxV0b', 'Zr2LxV0b'),
    ('PrivateKey = q8Zr2LxV0bNd7WmK4TyHa5B6c7D8e9F0gHiJkLmNoPQ=', 'q8Zr2LxV0bNd7WmK4TyHa5B6c7D8e9F0gHiJkLmNoPQ='),
    ('Wi-Fi: Office-Guest / Password: kesapaiva99', 'kesapaiva99'),
    ('The Wi-Fi password is kesapaiva99.', 'kesapaiva99'),
    ("SMTP_PASSWORD: 'abcd efgh ijkl mnop'", 'abcd efgh ijkl mnop'),
    ('sudo password for the box: Zr2LxV0b!', 'Zr2LxV0b!'),
    ('passphrase: correct-staple-horse-97', 'correct-staple-horse-97'),
    ('Das Passwort lautet Sommer24!', 'Sommer24!'),
    ('Le mot de passe est soleil33', 'soleil33'),
    ('La contraseña es gatito77', 'gatito77'),
    ('Hasło to zima2024!', 'zima2024!'),
    ('Il wachtwoord is zomer2024', 'zomer2024'),
    ('Lösenordet är hemligt123', 'hemligt123'),
    ('Here are the creds: anna / Zr2LxV0b', 'Zr2LxV0b'),
    ('X-Api-Key: q8Zr2LxV0bNd7WmK4TyHa5B6', 'q8Zr2LxV0bNd7WmK4TyHa5B6'),
    ('Authorization: Basic YW5uYTpaIHIyTHhWMGJOZDdX', 'YW5uYTpaIHIyTHhWMGJOZDdX'),
    ('net user anna Zr2LxV0b! /add', 'Zr2LxV0b!'),
    ("$cred = ConvertTo-SecureString 'Zr2LxV0b' -AsPlainText -Force", 'Zr2LxV0b'),
    ('vault kv put secret/db password=Zr2LxV0b', 'Zr2LxV0b'),
    ('kubectl create secret generic db --from-literal=password=Zr2LxV0b', 'Zr2LxV0b'),
    ('data:\n  password: WnIyTHhWMGJOZA==', 'WnIyTHhWMGJOZA=='),
    ('spring.datasource.password=Zr2LxV0b', 'Zr2LxV0b'),
    ("define('DB_PASSWORD', 'Zr2LxV0b');", 'Zr2LxV0b'),
    ("'password' => 'Zr2LxV0b',", 'Zr2LxV0b'),
    ("identified by 'Zr2LxV0b'", 'Zr2LxV0b'),
    ("CREATE USER app WITH PASSWORD 'Zr2LxV0b';", 'Zr2LxV0b'),
    ('rsync_pass, RSYNC_PASSWORD=Zr2LxV0b', 'Zr2LxV0b'),
    ('<Password><Value>Zr2LxV0b</Value><PlainText>true</PlainText></Password>', 'Zr2LxV0b'),
    ('<input type="hidden" name="password" value="Zr2LxV0b">', 'Zr2LxV0b'),
    ('https://anna:Zr2LxV0b@git.example.org/repo.git', 'https://anna:Zr2LxV0b@git.example.org/repo.git'),
    ('otpauth://totp/Acme:anna?secret=JBSWY3DPEHPK3PXPQR7A&issuer=Acme', 'JBSWY3DPEHPK3PXPQR7A'),
    ('2FA secret: JBSW Y3DP EHPK 3PXP QR7A', 'JBSW Y3DP EHPK 3PXP QR7A'),
    ('https://0f2ab567c9dbe1430f2ab567c9dbe143@o123456.ingest.sentry.io/4501234', 'https://0f2ab567c9dbe1430f2ab567c9dbe143@o123456.ingest.sentry.io/4501234'),
)  # fmt: skip

#: texts without any: look-alikes, manuals, everyday sentences
CLEAN: tuple[str, ...] = (
    'a=ice-ufrag:8hhY\na=ice-pwd:asd88fgpdd777uzjYhagZg\na=fingerprint:sha-256 D1:2C',
    'Password must be at least 12 characters and contain a digit.',
    'password: required',
    'The password field is called user_password_hash',
    '"integrity": "sha512-q8Zr2LxV0bNd7WmK4TyHa5B6c7D8e9F0gHiJkLmNoPqRsTuVwXyZaBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFg=="',
    'ETag: "33a64df551425fcc55e4d42a148795d9f25f89d4"',
    'DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=sel; bh=q8Zr2LxV0bNd7WmK4TyHa5B6c7D8e9F0gHiJkLmNoPQ=; b=aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5zA7bC9dE1fG3hI5jK7lM9nO1pQ3rS5tU',
    'sel._domainkey IN TXT "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDq8Zr2LxV0bNd7WmK4"',
    'Message-ID: <CAJ8Zr2LxV0bNd7WmK4TyHa5B6c7D8e9F0gHiJ@mail.gmail.com>',
    'const apiKey = process.env.API_KEY',
    "password = os.environ['DB_PASSWORD']",
    'API_KEY=your-api-key-here',
    'token: ${{ secrets.GITHUB_TOKEN }}',
    "password: '{{ vault_db_password }}'",
    'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDq8Zr2LxV0bNd7WmK4TyHa5B6c7D8e9F0gHiJkLmNoPqRs anna@host',
    '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAq8Zr2LxV0bNd7WmK4TyH\n-----END PUBLIC KEY-----',
    '-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----',
    '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQINBGq8Zr2LxV0bNd7WmK4TyHa5B6c7D8e9F0gHiJkLmNoPqRs\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----',
    'sha256:9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c',
    'image: registry/app@sha256:9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c',
    '!function(e,t){"object"==typeof exports?module.exports=t():e.Key=t()}(this,function(){var e={token:function(a,b){return a.b+b}};return e});',
    'public key token=b77a5c561934e089',
    'PublicKeyToken=31bf3856ad364e35, Version=4.0.0.0',
    'the secret is out: we are moving to Turku',
    'Token ring networks were slow.',
    'tokens per second: 4829',
    'correlation id: 9f8a7b6c-5d4e-4f2a-8b0c-9d8e7f6a5b4c',
    'session timeout=3600',
    'jsonwebtoken@9.0.2',
    'csrf_token: {{ csrf_token() }}',
    'password_reset_token_expiry = 3600',
    'def check_password(password: str) -> bool:',
    'Forgot password? Contact helpdesk@example.org',
    'Salasanan pituus on vähintään 12 merkkiä',
    'Das Passwort muss mindestens 12 Zeichen haben',
    'Le mot de passe doit contenir 12 caractères',
    'auth: true',
    'key: value',
    'Public key pinning: pin-sha256="q8Zr2LxV0bNd7WmK4TyHa5B6c7D8e9F0gHiJkLmNoPQ="',
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==',
    'Login: https://portal.example.org / contact support',
    'pin the message to the channel',
    'pinned: 4829 items',
    'PIN entry takes 4 to 6 digits',
    'shipping: 4829 units',
    'The recovery code is sent by mail.',
    'code: 4829',
    'Product code: 4829-1736',
    'promo code SUMMER2024',
    'error code 0x80070005',
    'status code: 404',
    'PIN Diagramm 4711',
    'zip code 90210',
    'area code: 4829',
    'country code: +358',
    'seed the lawn in spring with care and then water it every day for weeks',
    'username: anna\nemail: anna@example.org',
    'user: anna, role: admin',
    'pass: 12 of 14 tests',
    'PASS: test_login (0.3s)',
    'pass / fail',
    'Pass: 45, Fail: 2',
    'all tests pass: yes',
    'boarding pass: gate 12',
    'ski pass: 3 days',
    'passed: 12',
    'passt: ja',
    'Passfoto: 35x45 mm',
    'snmp-server community <string> RO',
    'curl -u username:password https://example.org',
    'curl -u $USER:$PASS https://example.org',
    'curl https://example.org/a:b',
    'machine learning login page password policy',
    'root:x:0:0:root:/root:/bin/bash',
    'daemon:*:18000:0:99999:7:::',
    'time 10:30:45:12:ab',
    '2001:db8:0:1:1:1:1:1',
    'requirepass foobared',
    'psk: pre-shared key',
    'Cookie: consent=yes; lang=fi; theme=dark',
    'Set-Cookie: lang=en; Path=/',
    'the cookie monster: session 9',
    'jdbc:postgresql://db.example.org:5432/app',
    'redis://cache:6379/0',
    'mongodb://localhost:27017',
    'ldap://ldap.example.org:389',
    'https://user@example.org/',
    'https://user:password@example.org/',
    'postgres://user:pass@localhost/db',
    'Server=db;Database=crm;Trusted_Connection=True;',
    'Password={0};',
    'identified by the auditors',
    'git commit 9f8a7b6 -p file',
    'docker run -p 8080:80 nginx',
    'mkdir -p build/out',
    'nmap -p 4829 host',
    'ssh -p 2222 anna@host',
    'cp -p a b',
    'mysql -u root -p app',
    'mysql -uroot -p',
    'tar -xpf a',
    'ps -p 4829',
    'psql -p 5432',
    'pip install -p 3',
    'Passwort vergessen?',
    'contraseña incorrecta',
    'hasło jest nieprawidłowe',
    'Wachtwoord vergeten',
    'lösenordet är fel',
    'Il nome utente e la password sono obbligatori',
    'clave: primaria',
    'clave primaria: id',
    'pw: see below',
    'Wi-Fi is free in the lobby',
    'The Wi-Fi password is on the wall.',
    'password is the same as before',
    'The password is case-sensitive.',
    'secret: see 1Password',
    'Key findings: 4829',
    'keyword: passwords',
    'Order key: KY-4829-1736',
    'license: Apache-2.0',
    'SPDX-License-Identifier: MIT',
    'nonce=9f8a7b6c5d4e3f2a',
    'x-request-id: 9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c',
    'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    'model sk-learn 1.2',
    'AC power 230V, SK 2024',
    'Key-Value store',
    'hash: 9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c',
    'build 9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c',
    'api_key: <redacted>',
    'apiKey: "***"',
    'bearer token',
    'Bearer of bad news',
    'Basic authentication is disabled',
    'Basic training program starts',
    'the token is 32 characters long',
    'secret santa: 20 euros',
    'PIN: ****',
    'PIN-koodi lähetetään postitse',
    'The PIN is printed on the letter',
    'codes: A1, B2, C3',
    'lock combination is in the safe',
)  # fmt: skip


@pytest.mark.parametrize(("text", "secret"), FOUND)
def test_a_secret_is_found_where_it_is_kept(text: str, secret: str) -> None:
    start = text.index(secret)
    found = [
        each
        for each in find(text)
        if each.kind in SECRETS and each.start <= start and each.end >= start + len(secret)
    ]
    assert found
    # a password is no passport, and the rest of a connection string is no address
    others = {each.kind for each in find(text)} - SECRETS
    assert others <= {"IP_ADDRESS"}


@pytest.mark.parametrize("text", CLEAN)
def test_what_only_looks_like_a_secret_is_none(text: str) -> None:
    assert not [each for each in find(text) if each.kind in {*SECRETS, "ACCESS_LINK", "PASSPORT"}]


def _phrase(rng: Random, size: int) -> list[str]:
    """A seed phrase as a wallet makes one (BIP 39)."""
    words = sorted(codes._words(), key=codes._words().__getitem__)
    data = rng.randbytes(size * 4 // 3)
    check = size * 11 // 33
    bits = (
        f"{int.from_bytes(data, 'big'):0{len(data) * 8}b}"
        + f"{sha256(data).digest()[0]:08b}"[:check]
    )
    return [words[int(bits[at : at + 11], 2)] for at in range(0, len(bits), 11)]


@pytest.mark.parametrize("size", [12, 15, 18, 21, 24])
@pytest.mark.parametrize("carrier", ["{}", "Keep these words safe: {}.", "seed phrase\n{}"])
def test_a_seed_phrase_is_found_by_its_checksum(size: int, carrier: str) -> None:
    phrase = " ".join(_phrase(Random(size), size))
    text = carrier.format(phrase)
    found = [(each.kind, text[each.start : each.end]) for each in find(text)]
    assert found == [("SECRET", phrase)]


def test_a_numbered_seed_phrase_is_found() -> None:
    words = _phrase(Random(4), 12)
    text = "\n".join(f"{at}. {word}" for at, word in enumerate(words, 1))
    assert [each.kind for each in find(text)] == ["SECRET"]


def test_twelve_words_of_the_list_are_no_phrase_without_checksum_or_name() -> None:
    words = _phrase(Random(4), 12)
    text = " ".join([*words[1:], words[0]])
    assert not find(f"The parrot said {text} and slept.")
    assert [each.kind for each in find(f"recovery phrase: {text}")] == ["SECRET"]


def test_a_recovery_key_of_bitlocker_is_found_by_its_groups() -> None:
    rng = Random(3)
    key = "-".join(f"{rng.randrange(65_536) * 11:06d}" for _ in range(8))
    assert [each.kind for each in find(f"I noted {key} somewhere")] == ["SECRET"]
    wrong = key[:-1] + str((int(key[-1]) + 1) % 10)
    assert not find(f"lottery numbers {wrong} of today")


def test_each_code_of_a_list_is_a_finding() -> None:
    text = "Your recovery codes:\n1f3a-9c2b\n7d4e-0a6f\nb2c8-5e1d\nKeep them."
    assert [text[each.start : each.end] for each in find(text)] == [
        "1f3a-9c2b",
        "7d4e-0a6f",
        "b2c8-5e1d",
    ]
