"""The kinds of being looked for that the police work with; data from here on, edited in the admin."""

from django.db import migrations

CATEGORIES = [
    (
        "fourth_schedule", "Fourth schedule (ATA)", "فورتھ شیڈول (انسدادِ دہشت گردی ایکٹ)", 1,
        "Do not approach alone. Inform CTD at once and keep the premises under watch.",
        "اکیلے قریب نہ جائیں۔ سی ٹی ڈی کو فوراً اطلاع دیں اور جگہ پر نظر رکھیں۔",
    ),
    (
        "target_offender", "Target offender", "ٹارگٹ مجرم", 1,
        "Send an armed party at once. Call the owning station before entering.",
        "مسلح نفری فوراً روانہ کریں۔ داخل ہونے سے پہلے متعلقہ تھانے کو فون کریں۔",
    ),
    (
        "proclaimed_offender", "Proclaimed offender", "اشتہاری مجرم", 1,
        "Go now with sufficient force, verify the identity card, arrest.",
        "کافی نفری کے ساتھ فوراً جائیں، شناختی کارڈ کی تصدیق کریں اور گرفتار کریں۔",
    ),
    (
        "court_absconder", "Court absconder", "عدالتی مفرور", 2,
        "Verify the identity card and the warrant, then arrest.",
        "شناختی کارڈ اور وارنٹ کی تصدیق کریں، پھر گرفتار کریں۔",
    ),
    (
        "wanted", "Wanted in an FIR", "ایف آئی آر میں مطلوب", 2,
        "Verify the identity card; call the investigation officer of the case.",
        "شناختی کارڈ کی تصدیق کریں؛ مقدمے کے تفتیشی افسر کو فون کریں۔",
    ),
    (
        "missing_person", "Missing person", "لاپتہ شخص", 2,
        "Speak to the person alone and in safety before anybody else is told.",
        "کسی اور کو بتانے سے پہلے اس شخص سے تنہائی میں اور محفوظ جگہ پر بات کریں۔",
    ),
    (
        "parole_condition", "Parole or probation condition", "پیرول یا پروبیشن کی شرط", 3,
        "Check whether the person may be here; inform the probation officer.",
        "دیکھیں کہ کیا اس شخص کو یہاں ہونے کی اجازت ہے؛ پروبیشن افسر کو اطلاع دیں۔",
    ),
    (
        "other", "Looked for (other)", "مطلوب (دیگر)", 3,
        "Read the record; ask the owning station what is wanted.",
        "ریکارڈ پڑھیں؛ متعلقہ تھانے سے پوچھیں کہ کیا مطلوب ہے۔",
    ),
    (
        "convict", "Convict (history only)", "سزا یافتہ (صرف ریکارڈ)", 4,
        "For information. No step is due unless there is another reason.",
        "صرف اطلاع کے لیے۔ کسی اور وجہ کے بغیر کوئی کارروائی درکار نہیں۔",
    ),
]  # fmt: skip


def seed(apps, schema_editor):
    category = apps.get_model("alerts", "ListingCategory")
    fields = ("code", "name", "name_ur", "severity", "instruction", "instruction_ur")
    category.objects.bulk_create(
        [category(**dict(zip(fields, row, strict=True))) for row in CATEGORIES],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
