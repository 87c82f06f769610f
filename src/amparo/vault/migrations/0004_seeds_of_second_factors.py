"""Seeds of codes that were kept in the clear are sealed."""

from django.db import migrations

from amparo.vault.secondfactors import open_seed, seal_seed

FIELDS = {"totp": "secret", "recovery_codes": "seed"}


def change_seeds(apps, change):
    rows = apps.get_model("mfa", "Authenticator").objects.filter(type__in=FIELDS)
    for row in rows:
        field = FIELDS[row.type]
        if field in row.data:
            row.data[field] = change(row.data[field])
            row.save(update_fields=["data"])


def seal(apps, editor):
    change_seeds(apps, seal_seed)


def unseal(apps, editor):
    change_seeds(apps, open_seed)


class Migration(migrations.Migration):
    dependencies = [("vault", "0003_ledgers_stay"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(seal, unseal)]
