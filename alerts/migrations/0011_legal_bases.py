"""On which law each kind of being looked for stands; data from here on, edited in the admin."""

from django.db import migrations

LEGAL_BASES = {
    "fourth_schedule": (
        "Anti-Terrorism Act 1997, s.11EE: where he stays is told to the police; what the order "
        "forbids him is an offence.",
        "انسدادِ دہشت گردی ایکٹ 1997 دفعہ 11-EE: اس کے قیام کی اطلاع پولیس کو دی جاتی ہے؛ حکم کی خلاف"
        " ورزی جرم ہے۔",
    ),
    "target_offender": (
        "Police Rules 1934, chapter 23: a category of the police. It is no ground for an arrest; "
        "the case or warrant behind it is.",
        "پولیس رولز 1934 باب 23: پولیس کی اپنی درجہ بندی۔ یہ خود گرفتاری کی وجہ نہیں؛ اس کے پیچھے مقدمہ"
        " یا وارنٹ وجہ ہے۔",
    ),
    "proclaimed_offender": (
        "Proclaimed by a court (s.87 CrPC); any officer may arrest him without a warrant "
        "(s.54 CrPC).",
        "عدالت سے اشتہاری قرار دیا گیا (دفعہ 87 ض ف)؛ ہر افسر بغیر وارنٹ گرفتار کر سکتا ہے (دفعہ 54"
        " ض ف)۔",
    ),
    "court_absconder": (
        "Warrant of a court (s.75 CrPC), which may be executed anywhere in Pakistan (s.82 CrPC).",
        "عدالت کا وارنٹ (دفعہ 75 ض ف)، جس کی تعمیل پاکستان میں کہیں بھی ہو سکتی ہے (دفعہ 82 ض ف)۔",
    ),
    "wanted": (
        "Reasonably suspected of a cognizable offence: s.54 CrPC.",
        "قابلِ دست اندازی جرم میں معقول شبہ: دفعہ 54 ض ف۔",
    ),
    "missing_person": (
        "No offence of his: he is looked for so that he is safe. Of a child: Zainab Alert, "
        "Response and Recovery Act 2020.",
        "اس کا کوئی جرم نہیں: اس کی سلامتی کے لیے تلاش ہے۔ بچے کی صورت میں: زینب الرٹ ایکٹ 2020۔",
    ),
    "parole_condition": (
        "The conditions of his release: Good Conduct Prisoners' Probational Release Act 1926, or "
        "Probation of Offenders Ordinance 1960.",
        "رہائی کی شرائط: گڈ کنڈکٹ پریزنرز پروبیشنل ریلیز ایکٹ 1926 یا پروبیشن آف آفینڈرز آرڈیننس 1960۔",
    ),
    "other": (
        "As the record itself says. Where it says nothing, nobody is held on it.",
        "جو ریکارڈ میں درج ہے۔ جہاں کچھ درج نہیں، وہاں کسی کو اس پر روکا نہیں جاتا۔",
    ),
    "convict": (
        "What a court has decided already, on record with the police (Police Rules 1934, r.22.45). "
        "It is history, and no ground for an arrest.",
        "جو عدالت پہلے طے کر چکی، پولیس کے ریکارڈ میں (پولیس رولز 1934 قاعدہ 22.45)۔ یہ صرف ریکارڈ ہے،"
        " گرفتاری کی وجہ نہیں۔",
    ),
    "stolen_vehicle": (
        "Property suspected to be stolen is seized under s.550 CrPC; whoever keeps it knowingly "
        "answers under s.411 PPC.",
        "چوری کا شبہ ہو تو مال دفعہ 550 ض ف کے تحت قبضے میں لیا جاتا ہے؛ جان بوجھ کر رکھنے والا دفعہ 411"
        " ت پ کے تحت جواب دہ ہے۔",
    ),
}


def seed(apps, schema_editor):
    category = apps.get_model("alerts", "ListingCategory")
    for code, (english, urdu) in LEGAL_BASES.items():
        unsaid = category.objects.filter(code=code, legal_basis="")
        unsaid.update(legal_basis=english, legal_basis_ur=urdu)


class Migration(migrations.Migration):
    dependencies = [("alerts", "0010_legal_basis")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
